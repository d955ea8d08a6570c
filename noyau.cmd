@echo off
rem The noyau command for Windows; see the file noyau beside this one, which does the same for other systems.
rem   NOYAU_JAVA_HOME     the JDK to use (25 or newer), instead of the one that is found
rem   NOYAU_JAVA_OPTIONS  more options for the JVM, for example -Xmx2g
setlocal EnableExtensions DisableDelayedExpansion
set "home=%~dp0"
if "%home:~-1%"=="\" set "home=%home:~0,-1%"
set "work=%home%\.noyau"
if not exist "%work%" mkdir "%work%" || (echo noyau: cannot write to %work% 1>&2 & exit /b 1)

set "jdk="
if not defined NOYAU_JAVA_HOME goto find_jdk
call :try_jdk "%NOYAU_JAVA_HOME%"
if not defined jdk (
    echo noyau: NOYAU_JAVA_HOME is %NOYAU_JAVA_HOME%, which is not a JDK 25 or newer; correct it, or unset it to let one be found 1>&2
    exit /b 1
)
goto have_jdk

:find_jdk
if defined JAVA_HOME call :try_jdk "%JAVA_HOME%"
if defined jdk goto have_jdk
if exist "%work%\jdk" for /f "usebackq delims=" %%j in ("%work%\jdk") do call :try_jdk "%%j"
if defined jdk goto have_jdk
for /f "delims=" %%j in ('where java 2^>nul') do call :try_jdk "%%~dpj.."
for %%r in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%USERPROFILE%\.jdks" "%USERPROFILE%\.m2\jdks" "%USERPROFILE%\scoop\apps\temurin25-jdk") do (
    if exist "%%~r\" for /d %%j in ("%%~r\*") do call :try_jdk "%%j"
)
if not defined jdk (
    echo noyau: no JDK 25 or newer was found on this machine; install one ^(for example Temurin 25^), or set NOYAU_JAVA_HOME to its folder 1>&2
    exit /b 1
)
>"%work%\jdk" echo %jdk%

:have_jdk
set "stale=yes"
if exist "%work%\stamp" if exist "%work%\app" (
    set "stale="
    for /f %%s in ('powershell -NoProfile -Command "$t = (Get-Item '%work%\stamp').LastWriteTimeUtc; @(Get-ChildItem '%home%' -Directory -Exclude .noyau, .git, runs, target | ForEach-Object { Get-Item (Join-Path $_ pom.xml) -ErrorAction Ignore; Get-ChildItem (Join-Path $_ src) -Recurse -ErrorAction Ignore | Where-Object FullName -NotMatch '\\src\\test\\' }; Get-Item '%home%\pom.xml') | Where-Object LastWriteTimeUtc -gt $t | Select-Object -First 1 | ForEach-Object { 'yes' }"') do set "stale=%%s"
)
if not defined stale goto launch

where mvn >nul 2>nul || (echo noyau: Maven was not found; install it so that the command mvn works, then run noyau again 1>&2 & exit /b 1)
echo noyau: building ^(half a minute; longer where Maven has to download libraries^) ... 1>&2
type nul >"%work%\stamp.new"
if exist "%work%\lib" rmdir /s /q "%work%\lib"
pushd "%home%"
set "outer_java_home=%JAVA_HOME%"
set "JAVA_HOME=%jdk%"
call mvn -B -ntp -Dfast -Dnoyau.target=target/launcher -Dmaven.test.skip=true "-Ddist=%work%\lib" -pl bench -am package >"%work%\build.log" 2>&1 <nul
set "built=%ERRORLEVEL%"
set "JAVA_HOME=%outer_java_home%"
popd
if not "%built%"=="0" (
    echo noyau: the build failed; the whole log is in %work%\build.log, its errors are: 1>&2
    findstr /c:"ERROR" "%work%\build.log" 1>&2
    exit /b 1
)
for %%f in ("%work%\lib\noyau-cli-*.jar") do >"%work%\app" echo %%~nxf
move /y "%work%\stamp.new" "%work%\stamp" >nul
echo noyau: built 1>&2

:launch
set /p app=<"%work%\app"
"%jdk%\bin\java" -XX:+UseSerialGC -XX:-UsePerfData -XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning:stderr -Xlog:aot*=off:stderr -Xlog:cds*=off:stderr %NOYAU_JAVA_OPTIONS% -jar "%work%\lib\%app%" %*
exit /b %ERRORLEVEL%

rem Sets jdk to %1 where that is a JDK that is new enough and none was found before.
:try_jdk
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%a in ("%~1\release") do if "%%a"=="JAVA_VERSION" for /f "tokens=1 delims=.-+" %%v in ("%%~b") do if %%v GEQ 25 set "jdk=%~1"
exit /b 0
