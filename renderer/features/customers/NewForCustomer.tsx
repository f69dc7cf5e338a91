/** What else is begun with a customer, behind one button: each form opens with the customer chosen, and the way back leads here. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MenuItemLink } from '../records/links.tsx';

export function NewForCustomer({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const maySell = useMay('orders.write');
  const mayRequest = useMay('serviceRequests.write');
  const mayDeal = useMay('opportunities.write');
  const mayContract = useMay('contracts.write');
  if (!maySell && !mayRequest && !mayDeal && !mayContract) return null;
  const search = { customer: customerId };
  return (
    // The first act has the cursor when it opens: a place of its own for it would be no item of a menu.
    <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}>
          {t('customers.action.new')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {maySell && (
          <>
            <MenuItemLink to="/quotes/new" search={search}>
              {t('quotes.new')}
            </MenuItemLink>
            <MenuItemLink to="/receipts/new" search={search}>
              {t('receipts.new')}
            </MenuItemLink>
          </>
        )}
        {mayRequest && (
          <MenuItemLink to="/service/new" search={search}>
            {t('service.newHere')}
          </MenuItemLink>
        )}
        {mayDeal && (
          <MenuItemLink to="/opportunities/new" search={search}>
            {t('customers.action.opportunity')}
          </MenuItemLink>
        )}
        {mayContract && (
          <MenuItemLink to="/contracts/new" search={search}>
            {t('customers.action.contract')}
          </MenuItemLink>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
