/** Server 2008 R2, as it answers. Composed from documented formats and values, not captured from machines. */
import { recorded } from './transcript.ts';

export const server2008R2 = recorded(
  'Server 2008 R2',
  '6.1.7601',
  String.raw`> reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion
    SystemRoot    REG_SZ    C:\Windows
    CurrentBuild    REG_SZ    7601
    CurrentBuildNumber    REG_SZ    7601
    CurrentVersion    REG_SZ    6.1
    CSDVersion    REG_SZ    Service Pack 1
    InstallationType    REG_SZ    Server
    ProductName    REG_SZ    Windows Server 2008 R2 Enterprise

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\AppCompatFlags
HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon
> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full
    CBS    REG_DWORD    0x1
    Install    REG_DWORD    0x1
    InstallPath    REG_SZ    C:\Windows\Microsoft.NET\Framework64\v4.0.30319\
    Servicing    REG_DWORD    0x0
    TargetVersion    REG_SZ    4.0.0
    Version    REG_SZ    4.0.30319

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\1033
> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine"
ERROR: The system was unable to find the specified registry key or value.

> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\3"
ERROR: The system was unable to find the specified registry key or value.

> reg query "HKLM\SOFTWARE\Microsoft\PowerShell"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1
> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine
    ApplicationBase    REG_SZ    C:\Windows\System32\WindowsPowerShell\v1.0
    PowerShellVersion    REG_SZ    2.0
    RuntimeVersion    REG_SZ    v2.0.50727

> reg query "HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Environment
    ComSpec    REG_EXPAND_SZ    %SystemRoot%\system32\cmd.exe
    NUMBER_OF_PROCESSORS    REG_SZ    4
    OS    REG_SZ    Windows_NT
    Path    REG_EXPAND_SZ    %SystemRoot%\system32;%SystemRoot%;C:\Program Files (x86)\Tools

> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\NetworkConnectivityStatusIndicator
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\safer
> reg query "HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ProductOptions
    ProductType    REG_SZ    ServerNT
    ProductSuite    REG_MULTI_SZ    Terminal Server

> reg query "HKLM\SYSTEM\CurrentControlSet\Services\Netlogon"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon
    DisplayName    REG_SZ    @%SystemRoot%\System32\netlogon.dll,-102
    ObjectName    REG_SZ    LocalSystem
    Start    REG_DWORD    0x2
    Type    REG_DWORD    0x20

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters
HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon\Security
> reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters
    DataBasePath    REG_EXPAND_SZ    %SystemRoot%\System32\drivers\etc
    Domain    REG_SZ    contoso.com
    Hostname    REG_SZ    CONNECTOR01
    NV Domain    REG_SZ    contoso.com

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Adapters
HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces
`,
);
