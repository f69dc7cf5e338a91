/** The whole window: providers outside, then who is here decides what is shown. The address stays through sign-in and lock. */
import { useEffect, useState, type ReactNode } from 'react';
import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications, notifications } from '@mantine/notifications';
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { Connection } from '../data/connection.ts';
import { CoreProvider, useCore } from '../data/CoreProvider.tsx';
import { PreferencesProvider, usePreferences } from '../data/preferences.tsx';
import { createQueryClient } from '../data/queryClient.ts';
import { SessionProvider } from '../data/session.tsx';
import { useLive } from '../data/useLive.ts';
import { SessionScreens } from '../features/session/SessionScreens.tsx';
import { KeysProvider } from '../ui/keyboard/Keys.tsx';
import { LocaleProvider, useLocale } from '../ui/locale/LocaleProvider.tsx';
import { Opening } from './frame/Opening.tsx';
import { CrashBoundary } from './frame/CrashBoundary.tsx';
import { createPeyvandTheme, resolveCssVariables } from '../ui/theme/theme.ts';
import { router } from './router.ts';

export function App({ connection }: { connection: Connection }) {
  const [queryClient] = useState(createQueryClient);
  return (
    <CoreProvider connection={connection}>
      <QueryClientProvider client={queryClient}>
        <PreferencesProvider>
          <Appearance>
            <CrashBoundary>
              <KeysProvider>
                <Gate />
              </KeysProvider>
            </CrashBoundary>
          </Appearance>
        </PreferencesProvider>
      </QueryClientProvider>
    </CoreProvider>
  );
}

function Appearance({ children }: { children: ReactNode }) {
  const { preferences } = usePreferences();
  return (
    <LocaleProvider choice={preferences}>
      <ThemeInLanguage>{children}</ThemeInLanguage>
    </LocaleProvider>
  );
}

const THEMES = { fa: createPeyvandTheme('fa'), en: createPeyvandTheme('en') };

function ThemeInLanguage({ children }: { children: ReactNode }) {
  const { preferences } = usePreferences();
  const { language } = useLocale();
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)', false, { getInitialValueInEffect: false });
  const theme = preferences.theme === 'system' ? (systemIsDark ? 'dark' : 'light') : preferences.theme;
  return (
    <MantineProvider
      theme={THEMES[language]}
      cssVariablesResolver={resolveCssVariables}
      deduplicateCssVariables={false}
      forceColorScheme={theme}
    >
      {/* In the middle: at either side stand the buttons of forms. */}
      <Notifications position="bottom-center" limit={3} transitionDuration={120} />
      {children}
    </MantineProvider>
  );
}

/** Who is here? Nothing of a person's data stays in the window once it is locked. */
function Gate() {
  const core = useCore();
  const queryClient = useQueryClient();
  const { data: session } = useLive(core.session.state, undefined);
  const isOpen = session?.phase === 'open';
  useEffect(() => {
    if (!isOpen) return undefined;
    // The address may have changed behind the lock (a link from outside, the back button), while no router looked.
    void router.load();
    return () => {
      queryClient.removeQueries({ predicate: ({ queryKey }) => !OUTLIVES_LOCK.has(String(queryKey[0])) });
      // Notices name customers, and offer to undo what the next person has not done.
      notifications.clean();
    };
  }, [isOpen, queryClient]);

  if (!session) return <Opening />;
  if (session.phase !== 'open') return <SessionScreens state={session} />;
  return (
    <SessionProvider session={session}>
      <RouterProvider router={router} />
    </SessionProvider>
  );
}

const OUTLIVES_LOCK = new Set(['session.state', 'preferences.observe']);
