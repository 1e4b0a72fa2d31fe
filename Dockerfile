# SPDX-License-Identifier: Apache-2.0
# nn in a container: docker build -t adjoint . after mvn -Prelease package; docker run -it -v "$PWD:/work" adjoint train model.nn
FROM eclipse-temurin:25-jdk
ADD target/adjoint-*.tar.gz /opt/
RUN ln -s /opt/adjoint-*/bin/nn /usr/local/bin/nn && nn --version
WORKDIR /work
ENTRYPOINT ["nn"]
