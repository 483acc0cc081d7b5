/** What is installed, joined or may be read. Composed from documented formats and values, not captured from machines. */
import { server2012R2 } from './server-2012-r2.ts';
import { server2016 } from './server-2016.ts';
import { server2022 } from './server-2022.ts';
import { changed } from './transcript.ts';

export const renewed2012R2 = changed(
  server2012R2,
  'Server 2012 R2, all updates',
  String.raw`> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full
    CBS    REG_DWORD    0x1
    Install    REG_DWORD    0x1
    InstallPath    REG_SZ    C:\Windows\Microsoft.NET\Framework64\v4.0.30319\
    Release    REG_DWORD    0x80eb1
    Servicing    REG_DWORD    0x0
    TargetVersion    REG_SZ    4.0.0
    Version    REG_SZ    4.8.03761

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\1033
> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine
    ApplicationBase    REG_SZ    C:\Windows\System32\WindowsPowerShell\v1.0
    PowerShellVersion    REG_SZ    5.1.14409.1005
    PSCompatibleVersion    REG_SZ    1.0, 2.0, 3.0, 4.0, 5.0, 5.1
    RuntimeVersion    REG_SZ    v4.0.30319

> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine
    ApplicationBase    REG_SZ    C:\Windows\System32\WindowsPowerShell\v1.0
    PowerShellVersion    REG_SZ    2.0
    RuntimeVersion    REG_SZ    v2.0.50727

`,
);

export const bare2016 = changed(
  server2016,
  'Server 2016, .NET 4.0, PS 5.0',
  String.raw`> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full
    CBS    REG_DWORD    0x1
    Install    REG_DWORD    0x1
    InstallPath    REG_SZ    C:\Windows\Microsoft.NET\Framework64\v4.0.30319\
    Servicing    REG_DWORD    0x0
    TargetVersion    REG_SZ    4.0.0
    Version    REG_SZ    4.0.30319

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\1033
> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine
    ApplicationBase    REG_SZ    C:\Windows\System32\WindowsPowerShell\v1.0
    PowerShellVersion    REG_SZ    5.0.10586.117
    PSCompatibleVersion    REG_SZ    1.0, 2.0, 3.0, 4.0, 5.0, 5.1
    RuntimeVersion    REG_SZ    v4.0.30319

> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\1\PowerShellEngine
    ApplicationBase    REG_SZ    C:\Windows\System32\WindowsPowerShell\v1.0
    PowerShellVersion    REG_SZ    2.0
    RuntimeVersion    REG_SZ    v2.0.50727

`,
);

export const controller2016 = changed(
  server2016,
  'Server 2016, controller',
  String.raw`> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full
    CBS    REG_DWORD    0x1
    Install    REG_DWORD    0x1
    InstallPath    REG_SZ    C:\Windows\Microsoft.NET\Framework64\v4.0.30319\
    Release    REG_DWORD    0x707fe
    Servicing    REG_DWORD    0x0
    TargetVersion    REG_SZ    4.0.0
    Version    REG_SZ    4.7.02053

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\1033
> reg query "HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions"

HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\ProductOptions
    ProductType    REG_SZ    LanmanNT
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

export const core2022 = changed(
  server2022,
  'Server 2022 Core',
  String.raw`> reg query "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion
    SystemRoot    REG_SZ    C:\Windows
    CurrentBuild    REG_SZ    20348
    CurrentBuildNumber    REG_SZ    20348
    CurrentVersion    REG_SZ    6.3
    CurrentMajorVersionNumber    REG_DWORD    0xa
    CurrentMinorVersionNumber    REG_DWORD    0x0
    DisplayVersion    REG_SZ    21H2
    InstallationType    REG_SZ    Server Core
    ProductName    REG_SZ    Windows Server 2022 Standard
    UBR    REG_DWORD    0x8a1

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\AppCompatFlags
HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon
`,
);

export const denied2022 = changed(
  server2022,
  'Server 2022, access denied',
  String.raw`> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\PowerShell"
FOUT: Toegang geweigerd.

> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2\Script"
FOUT: Toegang geweigerd.

> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows"

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\CurrentVersion
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\PowerShell
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\safer
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Windows\SrpV2
> reg query "HKLM\SOFTWARE\Policies\Microsoft\Windows\SrpV2"
FOUT: Toegang geweigerd.

> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full"
FOUT: Toegang geweigerd.

> reg query "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Client
HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full
> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine"
FOUT: Toegang geweigerd.

> reg query "HKLM\SOFTWARE\Microsoft\PowerShell\3"

HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\PowerShell\3\PowerShellEngine
> reg query "HKLM\SYSTEM\CurrentControlSet\Services\Netlogon"
FOUT: Toegang geweigerd.

`,
);
