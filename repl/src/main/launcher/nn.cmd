@echo off
rem SPDX-License-Identifier: Apache-2.0
rem Adjoint's command line on Windows: finds a JDK, makes later starts fast, then starts Java with the flags in lib\launcher.
setlocal EnableExtensions DisableDelayedExpansion
for %%r in ("%~dp0..") do set "root=%%~fr"
set "launcher=%root%\lib\launcher"

set "jdk="
for %%h in ("%ADJOINT_JAVA_HOME%" "%root%\java" "%JAVA_HOME%") do if not defined jdk call :jdk_at "%%~h"
if not defined jdk for /f "delims=" %%j in ('where java 2^>nul') do if not defined jdk for %%h in ("%%~dpj..") do call :jdk_at "%%~fh"
for /d %%h in ("%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Microsoft\jdk*" "%USERPROFILE%\.jdks\*") do if not defined jdk call :jdk_at "%%~fh"
if not defined jdk (
  echo nn: Adjoint needs a JDK 25 or newer, and none was found.>&2
  echo Looked at ADJOINT_JAVA_HOME, JAVA_HOME, java on the PATH, the usual folders in %ProgramFiles%, and .jdks.>&2
  echo Install one, or set ADJOINT_JAVA_HOME to the folder of one.>&2
  exit /b 1
)

set "classpath="
for %%j in ("%root%\lib\*.jar") do call :add "%%~fj"

set "command=%~1"
if not defined command set "command=repl"
set "kind=tool"
for /f "usebackq delims=" %%c in ("%launcher%\kernel.commands") do if "%%c"=="%command%" set "kind=kernel"

set "version=unknown"
for /f "usebackq delims=" %%v in ("%launcher%\version") do set "version=%%v"
set "prepared="
if defined LOCALAPPDATA set "prepared=%LOCALAPPDATA%\Adjoint\%version%"
if defined prepared if not exist "%prepared%\%kind%.aot" call :rehearse
set "cache=-Dadjoint.cache=none"
if defined prepared if exist "%prepared%\%kind%.aot" set "cache=-XX:AOTCache=%prepared%\%kind%.aot"

"%jdk%\bin\java.exe" "%cache%" "@%launcher%\%kind%.options" %ADJOINT_JAVA_OPTS% -Dadjoint.terminal=ask -Dadjoint.keyboard=ask "-Dadjoint.directives=%launcher%\directives.json" -cp "%classpath%" adjoint.repl.Main %*
exit /b %ERRORLEVEL%

rem Takes a folder if it holds a JDK that is new enough: its file `release` says so.
:jdk_at
if "%~1"=="" exit /b 0
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
for /f "usebackq tokens=2 delims==." %%v in (`findstr /b "JAVA_VERSION=" "%~1\release" 2^>nul`) do call :take "%~1" %%v
exit /b 0

:take
set "number=%~2"
set "number=%number:"=%"
if %number% GEQ 25 set "jdk=%~1"
exit /b 0

:add
if defined classpath (set "classpath=%classpath%;%~1") else set "classpath=%~1"
exit /b 0

rem Records what starting touches, so that later starts map it. Going without is slower, not wrong.
:rehearse
mkdir "%prepared%" >nul 2>nul
echo nn: making later starts fast; this happens once ...>&2
pushd "%root%"
"%jdk%\bin\java.exe" "-XX:AOTCacheOutput=%prepared%\%kind%.aot" "@%launcher%\%kind%.options" -Dadjoint.vectors=off "-Dadjoint.directives=%launcher%\directives.json" -cp "%classpath%" adjoint.repl.start.Rehearsal %kind% >nul 2>nul <nul
popd
exit /b 0
