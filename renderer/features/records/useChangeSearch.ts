import { useCallback } from 'react';
import { useNavigate } from '@tanstack/react-router';

/**
 * Changes some of what the address carries, and stays on the page: filters, search, sorting of a list whose record may be open beside it.
 * `undefined` takes a part away. `Search` is what the page's route reads from its address.
 */
export function useChangeSearch<Search extends object>(): (change: Partial<Search>) => void {
  const navigate = useNavigate();
  return useCallback(
    (change) => {
      const update = (before: object): object => ({ ...before, ...change });
      // The router's type of "here" is every page at once; each route reads its own part anew.
      void navigate({ to: '.', search: update as never, replace: true });
    },
    [navigate],
  );
}
