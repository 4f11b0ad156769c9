@echo off
rem Called by run.cmd and test.cmd from the project's folder; sets PY.  %1: run or test.
set "PY=.venv\Scripts\python.exe"
set PYTHONUTF8=1
set "PYTHONPATH=%CD%"
if exist ".venv\made-for-%1" exit /b 0
set "FOUND="
for %%V in (3.13 3.12 3.11) do if not defined FOUND py -%%V -c "" >nul 2>nul && set "FOUND=py -%%V"
if not defined FOUND python -c "import sys; raise SystemExit(not ((3, 11) <= sys.version_info < (3, 14)))" >nul 2>nul && set "FOUND=python"
if not defined FOUND (
    echo Python 3.11 to 3.13 is needed.
    exit /b 1
)
if not exist "%PY%" %FOUND% -m venv .venv || exit /b 1
"%PY%" -m pip install -q --disable-pip-version-check -r installer\requirements-%1.txt || exit /b 1
echo done> ".venv\made-for-%1"
exit /b 0
