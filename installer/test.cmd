@echo off
rem Every check of the project, as installer/test.sh does them.
setlocal
cd /d "%~dp0.."
call installer\setup.cmd test || exit /b 1
set QT_QPA_PLATFORM=offscreen
set BIN=.venv\Scripts
"%BIN%\ruff" format --check . || exit /b 1
"%BIN%\ruff" check . || exit /b 1
"%BIN%\mypy" || exit /b 1
"%BIN%\lint-imports" --no-cache || exit /b 1
"%PY%" -m pytest -q -n 2 %*
