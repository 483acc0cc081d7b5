/** Which PowerShell runs here: the named one, pwsh of the system, or a host built around the PowerShell engine of NuGet. */
import { join } from 'node:path';
import { findOnPath, isExecutable, runOrStop, runToEnd } from './programs.mjs';
import { prerequisiteExit, Stop } from './report.mjs';
import { cache, hashOf, once, repository } from './stamps.mjs';

const variable = 'EXCHANGE_CONNECTOR_POWERSHELL';
const hostSource = 'test/simulators/powershell-host';
const hostFolder = join(cache, 'powershell-host');
const hostProgram = join(hostFolder, 'rehearsal-powershell');

/**
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<string>} path of the program
 */
export async function bringPowershell(report) {
  const named = process.env[variable];
  if (named !== undefined) {
    if (!isExecutable(named)) throw new Stop(`${variable} names ${named}, which is not a program.`, prerequisiteExit);
    return tell(report, named, `named by ${variable}`);
  }
  const installed = findOnPath('pwsh');
  if (installed !== null) return tell(report, installed, 'pwsh of this system');
  return tell(report, await bringHost(report), 'host built from test/simulators/powershell-host (PowerShell engine of NuGet)');
}

/**
 * All that tests should run on: the first choice, and the built host where both are possible.
 * @param {import('./report.mjs').Report} report
 * @returns {Promise<string[]>}
 */
export async function bringEveryPowershell(report) {
  const first = await bringPowershell(report);
  if (first === hostProgram || process.env[variable] !== undefined) return [first];
  if (findOnPath('dotnet') === null) {
    report.say('* No .NET SDK: the tests run on that PowerShell only, not on the built host.');
    return [first];
  }
  return [first, await bringHost(report)];
}

/** @param {import('./report.mjs').Report} report */
async function bringHost(report) {
  await once({ name: 'powershell-host', value: hashOf([hostSource]), results: [hostProgram] }, () => buildHost(report));
  return hostProgram;
}

/** @param {import('./report.mjs').Report} report */
async function buildHost(report) {
  const dotnet = findOnPath('dotnet');
  if (dotnet === null) {
    throw new Stop(
      `No PowerShell: install PowerShell 7 (pwsh) or the .NET SDK 10, or name one in ${variable}. Nothing imitates it.`,
      prerequisiteExit,
    );
  }
  await report.step('Building the PowerShell host (dotnet publish)', async () => {
    const env = { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1', DOTNET_CLI_UI_LANGUAGE: 'en' };
    const args = ['publish', hostProject(), '-c', 'Release', '-o', hostFolder, '--nologo', '-v', 'quiet'];
    const options = { cwd: join(repository, hostSource), env, output: report.childOutput };
    if ((await runToEnd(dotnet, args, options)) === 0) return;
    report.say('* The host is built without code compiled ahead: each PowerShell starts more slowly.');
    await runOrStop(dotnet, [...args, '-p:CompileAhead=false'], options);
  });
}

function hostProject() {
  return join(repository, hostSource, 'rehearsal-powershell.csproj');
}

/**
 * @param {import('./report.mjs').Report} report
 * @param {string} program
 * @param {string} origin
 */
function tell(report, program, origin) {
  report.say(`* PowerShell: ${origin}`);
  return program;
}
