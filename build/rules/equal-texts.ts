/** Texts that are rightly the same in English and Dutch, each with its reason. An entry that is no longer needed is a finding too. */
const name = 'a product or protocol name';
const sameWord = 'the same word in both languages';
const noWords = 'numbers and units only';

export const equalTexts: Readonly<Record<string, string>> = {
  'param.service': name,
  'param.limitPercent': noWords,
  'check.hardware.title': sameWord,
  'check.dotnet.title': name,
  'check.powershell.title': name,
  'fact.text': 'a placeholder only',
  'fact.processor': noWords,
  'fact.dotnet': name,
  'fact.windows-powershell': name,
  'fact.exchange-version': name,
  'fact.powershell-needed': name,
  'hop.proxy': sameWord,
  'hop.intune': name,
  'hop.milliseconds': noWords,
  'wizard.product': name,
  'wizard.page.exchange': name,
  'wizard.exchange.onPremises': name,
  'wizard.exchange.server': name,
  'wizard.signIn.code': sameWord,
  'wizard.tenant.name': sameWord,
  'wizard.authority.intune': name,
  'wizard.authority.sccm': name,
  'wizard.authority.office365': name,
  'wizard.connect.seconds': noWords,
  'cli.status.powershell': name,
  'cli.evidence.line': 'placeholders only',
  'cli.evidence.fact': 'placeholders only',
  'cli.check.line': 'placeholders only',
  'cli.check.bare': 'placeholders only',
};
