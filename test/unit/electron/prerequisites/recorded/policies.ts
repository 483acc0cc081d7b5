/** What Group Policy and the environment of the system change. Composed from documented formats and values, not captured from machines. */
import { server2019 } from './server-2019.ts';
import { server2022 } from './server-2022.ts';
import { server2025 } from './server-2025.ts';
import { changed } from './transcript.ts';

export const workgroup2019 = changed(
  server2019,
  'Server 2019, workgroup',
  String.raw`> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full
    CBS    REG_DWORD    0x1
    Install    REG_DWORD    0x1
    InstallPath    REG_SZ    C:\Windows\Microsoft.NET\Framework64\v4.0.30319\
    Release    REG_DWORD    0x709fc
    Servicing    REG_DWORD    0x0
    TargetVersion    REG_SZ    4.0.0
    Version    REG_SZ    4.7.02558

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\1033
> reg query "HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ProductOptions
    ProductType    REG_SZ    ServerNT
    ProductSuite    REG_MULTI_SZ    Terminal Server

> reg query "HKLM\SYSTEM\CurrentControlSet\Services\Netlogon"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon
    DisplayName    REG_SZ    @%SystemRoot%\System32\netlogon.dll,-102
    ObjectName    REG_SZ    LocalSystem
    Start    REG_DWORD    0x3
    Type    REG_DWORD    0x20

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon\Parameters
HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon\Security
> reg query "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters
    DataBasePath    REG_EXPAND_SZ    %SystemRoot%\System32\drivers\etc
    Domain    REG_SZ    
    Hostname    REG_SZ    CONNECTOR01
    NV Domain    REG_SZ    

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Adapters
HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Interfaces
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\safer
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\PowerShell"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell
    EnableScripts    REG_DWORD    0x1
    ExecutionPolicy    REG_SZ    RemoteSigned

`,
);

export const allSigned2019 = changed(
  server2019,
  'Server 2019, AllSigned',
  String.raw`> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\safer
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\PowerShell"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell
    EnableScripts    REG_DWORD    0x1
    ExecutionPolicy    REG_SZ    AllSigned

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell\ModuleLogging
`,
);

export const noScripts2019 = changed(
  server2019,
  'Server 2019, scripts off',
  String.raw`> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full
    CBS    REG_DWORD    0x1
    Install    REG_DWORD    0x1
    InstallPath    REG_SZ    C:\Windows\Microsoft.NET\Framework64\v4.0.30319\
    Release    REG_DWORD    0x5cbf5
    Servicing    REG_DWORD    0x0
    TargetVersion    REG_SZ    4.0.0
    Version    REG_SZ    4.5.51650

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\1033
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\safer
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\PowerShell"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell
    EnableScripts    REG_DWORD    0x0

`,
);

export const constrained2022 = changed(
  server2022,
  'Server 2022, constrained',
  String.raw`> reg query "HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\Session Manager\Environment
    ComSpec    REG_EXPAND_SZ    %SystemRoot%\system32\cmd.exe
    NUMBER_OF_PROCESSORS    REG_SZ    4
    OS    REG_SZ    Windows_NT
    Path    REG_EXPAND_SZ    %SystemRoot%\system32;%SystemRoot%;C:\Program Files (x86)\Tools
    __PSLockdownPolicy    REG_SZ    4

`,
);

export const applocker2025 = changed(
  server2025,
  'Server 2025, AppLocker',
  String.raw`> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\safer
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\SrpV2
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Exe
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script
    EnforcementMode    REG_DWORD    0x1
    AllowWindows    REG_DWORD    0x0

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script\06dce67b-934c-454f-a263-2515c8796a5d
`,
);

const userAllSigned = String.raw`> reg query "HKCU\SOFTWARE\Policies\Microsoft\Windows"

HKEY_CURRENT_USER\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
HKEY_CURRENT_USER\SOFTWARE\Policies\Microsoft\Windows\PowerShell
> reg query "HKCU\SOFTWARE\Policies\Microsoft\Windows\PowerShell"

HKEY_CURRENT_USER\SOFTWARE\Policies\Microsoft\Windows\PowerShell
    EnableScripts    REG_DWORD    0x1
    ExecutionPolicy    REG_SZ    AllSigned

`;

export const userAllSigned2022 = changed(server2022, 'Server 2022, user AllSigned', userAllSigned);

/** The computer's policy, RemoteSigned, goes before that of the user. */
export const bothPolicies2019 = changed(workgroup2019, 'Server 2019, both policies', userAllSigned);

/** A policy for users that could not be read, under a computer without one. */
export const userDenied2022 = changed(
  server2022,
  'Server 2022, user denied',
  String.raw`> reg query "HKCU\SOFTWARE\Policies\Microsoft\Windows"
ERROR: Access is denied.
`,
);
