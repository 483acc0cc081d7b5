/** Q3, third part: does this computer limit the language of PowerShell. Our module needs .NET, which constrained language refuses. */
import { notDetermined, windowsCheck } from './host-check.ts';

export const languageMode = windowsCheck({
  id: 'powershell-language',
  required: [{ key: 'language-needed', params: {} }],
  judge: ({ languageLimit }) => {
    switch (languageLimit) {
      case null:
        return notDetermined;
      case 'none':
        return { verdict: 'pass', measured: [{ key: 'language-full', params: {} }] };
      case 'lock':
        return { verdict: 'fail', measured: [{ key: 'language-constrained', params: {} }] };
      case 'rules':
        return { verdict: 'warn', measured: [{ key: 'language-rules', params: {} }], cure: 'script-rules' };
      default:
        return languageLimit satisfies never;
    }
  },
});
