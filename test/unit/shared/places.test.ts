import { describe, expect, it } from 'vitest';
import { placesFor } from '../../../shared/places.ts';

const windows = {
  platform: 'win32',
  environment: { ProgramData: 'D:\\ProgramData', ProgramFiles: 'D:\\Program Files' },
  homeFolder: 'C:\\Users\\admin',
};

describe('places', () => {
  it('on Windows keep what an elevated set-up goes by out of the folder that the service may write', () => {
    const { data, program, records, journal, engineRecord } = placesFor(windows);

    expect(records).toBe('D:\\Program Files\\Microsoft Intune Exchange Connector Setup');
    expect([journal, engineRecord]).toEqual([`${records}\\install.journal`, `${records}\\engine.json`]);
    expect([journal, engineRecord].filter((path) => path.startsWith(data) || path.startsWith(`${program}\\`))).toEqual([]);
  });

  it('all move with the home variable, on either system', () => {
    const moved = placesFor({ ...windows, environment: { ...windows.environment, EXCHANGE_CONNECTOR_HOME: 'E:\\c' } });
    const elsewhere = placesFor({ platform: 'linux', environment: { EXCHANGE_CONNECTOR_HOME: '/c' }, homeFolder: '/root' });

    expect([moved.data, moved.program, moved.records]).toEqual(['E:\\c', 'E:\\c\\program', 'E:\\c\\setup']);
    expect([elsewhere.data, elsewhere.program, elsewhere.records]).toEqual(['/c', '/c/program', '/c/setup']);
    expect(moved.control).not.toBe(placesFor(windows).control);
  });
});
