; The engine alone as a Windows set-up, made where nothing but Debian's NSIS is at hand: /S installs without a question, Uninstall.exe /S
; removes it, /REMOVEDATA with all it kept. Given by build/pack/closed-network.ts: VERSION, SOURCE, OUTFILE, DATA_RIGHTS, EVENT_KEY,
; EVENT_FILE, UNINSTALL_KEY, and in SOURCE the requests to Windows that the engine's own verb carries out.
Unicode true
Target amd64-unicode
RequestExecutionLevel admin
SetCompressor zlib
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"

!define DATA "$APPDATA\Microsoft\Windows Intune Exchange Connector"
; Where set-up keeps which engine is installed.
!define RECORDS "$PROGRAMFILES64\Microsoft Intune Exchange Connector Setup"

Name "Exchange Connector ${VERSION}"
OutFile "${OUTFILE}"
InstallDir "$PROGRAMFILES64\Microsoft Intune Exchange Connector\engine-${VERSION}"
ShowInstDetails show
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Dutch"
LangString FAILED ${LANG_ENGLISH} "Windows did not carry out a step of the installation. Nothing was left behind."
LangString FAILED ${LANG_DUTCH} "Windows heeft een stap van de installatie niet uitgevoerd. Er is niets achtergebleven."

!macro askWindows request
  nsExec::ExecToLog '"$INSTDIR\node.exe" "$INSTDIR\engine.cjs" windows --json --request "$INSTDIR\${request}"'
!macroend

!macro removeRecord
  Delete "${RECORDS}\engine.json"
  RMDir "${RECORDS}"
!macroend

!macro removeService
  !insertmacro askWindows "unregister.json"
  Pop $1
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "${DATA}" /inheritance:e'
  Pop $1
  DeleteRegKey HKLM "${EVENT_KEY}"
!macroend

Function .onInit
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Section
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}/*.*"
  CreateDirectory "${DATA}"
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "${DATA}" ${DATA_RIGHTS}'
  Pop $0
  ${If} $0 == 0
    !insertmacro askWindows "register.json"
    Pop $0
  ${EndIf}
  WriteRegExpandStr HKLM "${EVENT_KEY}" "EventMessageFile" "${EVENT_FILE}"
  WriteRegDWORD HKLM "${EVENT_KEY}" "TypesSupported" 7
  ${If} $0 == 0
    !insertmacro askWindows "start.json"
    Pop $0
  ${EndIf}
  ${If} $0 == 0
    nsExec::ExecToLog '"$INSTDIR\node.exe" "$INSTDIR\record.cjs" "${RECORDS}" "${VERSION}"'
    Pop $0
  ${EndIf}
  ${If} $0 != 0
    !insertmacro removeService
    !insertmacro removeRecord
    SetOutPath "$TEMP"
    RMDir /r "$INSTDIR"
    SetErrorLevel 2
    Abort "$(FAILED)"
  ${EndIf}
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayName" "Exchange Connector"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL_KEY}" "NoModify" 1
SectionEnd

Section Uninstall
  !insertmacro removeService
  !insertmacro removeRecord
  ; A program that has just ended may hold its file for a moment.
  StrCpy $2 0
  ${Do}
    RMDir /r "$INSTDIR"
    ${IfNot} ${FileExists} "$INSTDIR\*.*"
      ${Break}
    ${EndIf}
    Sleep 500
    IntOp $2 $2 + 1
  ${LoopUntil} $2 >= 40
  RMDir "$PROGRAMFILES64\Microsoft Intune Exchange Connector"
  ${GetParameters} $3
  ClearErrors
  ${GetOptions} $3 "/REMOVEDATA" $4
  ${IfNot} ${Errors}
    RMDir /r "${DATA}"
  ${EndIf}
  DeleteRegKey HKLM "${UNINSTALL_KEY}"
  ${If} ${FileExists} "$INSTDIR\*.*"
    SetErrorLevel 2
  ${EndIf}
SectionEnd
