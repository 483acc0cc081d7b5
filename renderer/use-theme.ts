/** Light, dark or high contrast, as the system has it, and at once when the system changes. */
import { type Theme, teamsHighContrastTheme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { useSyncExternalStore } from 'react';

const darkQuery = '(prefers-color-scheme: dark)';
const contrastQuery = '(forced-colors: active)';

export function useTheme(): Theme {
  const isDark = useMedia(darkQuery);
  const isHighContrast = useMedia(contrastQuery);
  return { ...chosen(isDark, isHighContrast), fontFamilyBase: "'Segoe UI', system-ui, sans-serif" };
}

function chosen(isDark: boolean, isHighContrast: boolean): Theme {
  if (isHighContrast) return teamsHighContrastTheme;
  return isDark ? webDarkTheme : webLightTheme;
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}
