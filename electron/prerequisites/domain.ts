/** Q4: is this computer in a domain. Whether that one trusts the domain of Exchange shows when the account signs in. */
import { isDevelopmentHost, notDetermined, windowsCheck } from './host-check.ts';

export const domain = windowsCheck({
  id: 'domain',
  required: [{ key: 'domain-needed', params: {} }],
  judge: ({ role }, facts) => {
    if (role === null) return notDetermined;
    const params = { domain: role.domain };
    if (role.kind === 'member') return { verdict: 'pass', measured: [{ key: 'domain-member', params }] };
    if (role.kind === 'controller') return { verdict: 'warn', measured: [{ key: 'domain-controller', params }], cure: 'domain-controller' };
    return { verdict: isDevelopmentHost(facts) ? 'warn' : 'fail', measured: [{ key: 'workgroup', params: {} }] };
  },
});
