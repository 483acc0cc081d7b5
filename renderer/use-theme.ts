/**
 * Light or dark, as the system has it, and at once when the system changes. High contrast needs no theme of its own:
 * under forced colors the browser and Fluent's own rules put the system's colors in place of every token.
 */
import { type Theme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { useSyncExternalStore } from 'react';

const fontFamilyBase = "'Segoe UI', system-ui, sans-serif";
const light: Theme = { ...webLightTheme, fontFamilyBase };
const dark: Theme = { ...webDarkTheme, fontFamilyBase };

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, isDark) ? dark : light;
}

function darkness(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}

function isDark(): boolean {
  return darkness().matches;
}

function subscribe(changed: () => void): () => void {
  const media = darkness();
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}
