#!/bin/sh
# Starts the jar that this file is: as a module, so that Java loads the Vector API that it asks for.
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! command -v "$java" > /dev/null; then
  echo "$0: Java 17 or newer is needed, and none was found: install one, or set JAVA_HOME" >&2
  exit 1
fi
exec "$java" -p "$0" -m MODULE "$@"
exit 1
