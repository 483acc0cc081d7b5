// keytar asks for its functions in "NODE.EXE"; this finds them in the program that runs, whatever its name (set-up's, or a renamed Node).
#include <windows.h>
#include <delayimp.h>
#include <string.h>

static FARPROC WINAPI find_in_program(unsigned event, DelayLoadInfo* info) {
  const bool is_node = event == dliNotePreLoadLibrary && _stricmp(info->szDll, "node.exe") == 0;
  return is_node ? (FARPROC)GetModuleHandleA(NULL) : NULL;
}

extern "C" {
PfnDliHook __pfnDliNotifyHook2 = find_in_program;
}
