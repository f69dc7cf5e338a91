/** Mantine's buttons as links of the router, with its checked addresses. */
import type { Ref } from 'react';
import { ActionIcon, Button, Menu, type ActionIconProps, type ButtonProps, type MenuItemProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

type AnchorProps = Omit<React.AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps> & {
  ref?: Ref<HTMLAnchorElement>;
};

export const ButtonLink = createLink((props: ButtonProps & AnchorProps) => <Button component="a" {...props} />);

export const ActionIconLink = createLink((props: ActionIconProps & AnchorProps) => (
  <ActionIcon component="a" {...props} />
));

export const MenuItemLink = createLink((props: MenuItemProps & AnchorProps) => <Menu.Item component="a" {...props} />);
