@echo off
rem Opens the window with the sample county; anything after run.cmd is handed to the program instead.
setlocal
cd /d "%~dp0.."
call installer\setup.cmd run || exit /b 1
if not "%~1"=="" (
    "%PY%" -m boshan_desk %*
    exit /b
)
set "DESK=.desk\sample"
if not exist "%DESK%\desk.db" "%PY%" -m boshan_desk --desk "%DESK%" init --county boshan --sample --bare || exit /b 1
"%PY%" -m boshan_desk --desk "%DESK%"
