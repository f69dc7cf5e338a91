/** Which part of a customer's page is open. It lives in the entry of the history: the way back from a record leads to the part that it was opened from. */
import { useLocation, useNavigate } from '@tanstack/react-router';

export const CUSTOMER_TABS = ['story', 'account', 'service', 'channel', 'files', 'details'] as const;
export type CustomerTab = (typeof CUSTOMER_TABS)[number];

declare module '@tanstack/react-router' {
  interface HistoryState {
    customerTab?: CustomerTab | undefined;
  }
}

/** @param offered Those that the person may see. The first is open until another is chosen. */
export function useCustomerTab(offered: readonly CustomerTab[]): readonly [CustomerTab, (tab: CustomerTab) => void] {
  const kept = useLocation({ select: ({ state }) => state.customerTab });
  const navigate = useNavigate();
  const tab = offered.find((one) => one === kept) ?? offered[0] ?? 'story';
  return [
    tab,
    (customerTab) =>
      void navigate({ to: '.', search: true, state: (before) => ({ ...before, customerTab }), replace: true }),
  ];
}
