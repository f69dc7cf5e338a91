/** Mantine's theme: one accent, neutral greys, three sizes and two weights, a 4 px grid. Colours of meaning are in `colors.css`. */
import {
  Button,
  ActionIcon,
  createTheme,
  type CSSVariablesResolver,
  Input,
  InputWrapper,
  Menu,
  type MantineColorsTuple,
  type MantineThemeOverride,
  Modal,
  Popover,
  SegmentedControl,
  Select,
  Textarea,
  TextInput,
  PasswordInput,
  Tooltip,
} from '@mantine/core';
import type { Language } from '../../../shared/locale/format.ts';
import styles from './components.module.css';

/** The turquoise of tilework, dark enough for white text (5.8 : 1) from shade 6 on. */
const turquoise: MantineColorsTuple = [
  '#eef7f8',
  '#d8ecef',
  '#b1d9df',
  '#82c1cb',
  '#4da3b0',
  '#278594',
  '#146f7e',
  '#0f5d6a',
  '#0c4b56',
  '#093a43',
];

const grey: MantineColorsTuple = [
  '#fafaf8',
  '#f5f5f2',
  '#ededea',
  '#e3e3df',
  '#cfcfca',
  '#a8a8a1',
  '#83837c',
  '#62625b',
  '#3f3f3a',
  '#1d1d1b',
];

const dark: MantineColorsTuple = [
  '#e7e7e3',
  '#c4c5bf',
  '#a3a49d',
  '#72736d',
  '#464744',
  '#343533',
  '#272826',
  '#1b1c1b',
  '#161716',
  '#101110',
];

/** Persian letters come from Vazirmatn; Latin ones from the humanist face of the system, else from Vazirmatn's own. */
const FONT_FAMILY: Readonly<Record<Language, string>> = {
  fa: "Vazirmatn, 'Segoe UI', Tahoma, sans-serif",
  en: "'Segoe UI Variable Text', 'Segoe UI', 'SF Pro Text', -apple-system, 'Noto Sans', Vazirmatn, sans-serif",
};

/** Persian needs more room between lines: its letters reach further up and down. */
const LINE_HEIGHT: Readonly<Record<Language, string>> = { fa: '1.8', en: '1.5' };

export function createPeyvandTheme(language: Language): MantineThemeOverride {
  const lineHeight = LINE_HEIGHT[language];
  return createTheme({
    primaryColor: 'turquoise',
    primaryShade: { light: 6, dark: 6 },
    colors: { turquoise, gray: grey, dark },
    black: '#1d1d1b',
    fontFamily: FONT_FAMILY[language],
    fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', Menlo, 'DejaVu Sans Mono', monospace",
    fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '18px', xl: '22px' },
    lineHeights: { xs: lineHeight, sm: lineHeight, md: lineHeight, lg: lineHeight, xl: lineHeight },
    headings: {
      fontWeight: '600',
      sizes: {
        h1: { fontSize: '18px', lineHeight },
        h2: { fontSize: '14px', lineHeight },
        h3: { fontSize: '14px', lineHeight },
      },
    },
    fontWeights: { regular: '400', medium: '600', bold: '600' },
    spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
    radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
    defaultRadius: 'md',
    respectReducedMotion: true,
    shadows: {
      xs: 'none',
      sm: 'none',
      md: '0 2px 8px rgb(0 0 0 / 12%), 0 0 1px rgb(0 0 0 / 20%)',
      lg: '0 6px 20px rgb(0 0 0 / 14%), 0 0 1px rgb(0 0 0 / 22%)',
      xl: '0 12px 36px rgb(0 0 0 / 18%), 0 0 1px rgb(0 0 0 / 24%)',
    },
    components: {
      Button: Button.extend({
        defaultProps: { size: 'sm' },
        classNames: { root: styles.button },
        vars: (_theme, { size }) => ({
          root: size === 'sm' ? { '--button-height': '32px', '--button-padding-x': '12px' } : {},
        }),
      }),
      ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 28 } }),
      Input: Input.extend({ classNames: { wrapper: styles.inputWrapper, input: styles.input } }),
      InputWrapper: InputWrapper.extend({
        defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
        classNames: { label: styles.label, description: styles.description, error: styles.error },
      }),
      TextInput: TextInput.extend({ defaultProps: { autoComplete: 'off' } }),
      PasswordInput: PasswordInput.extend({ classNames: { input: styles.input, innerInput: styles.innerInput } }),
      Textarea: Textarea.extend({ defaultProps: { autosize: true, minRows: 3 } }),
      Select: Select.extend({ defaultProps: { comboboxProps: { shadow: 'md', transitionProps: { duration: 0 } } } }),
      SegmentedControl: SegmentedControl.extend({ defaultProps: { transitionDuration: 120, withItemsBorders: false } }),
      Menu: Menu.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } }),
      Popover: Popover.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } }),
      Modal: Modal.extend({
        classNames: { title: styles.modalTitle },
        defaultProps: {
          shadow: 'xl',
          transitionProps: { duration: 120 },
          overlayProps: { backgroundOpacity: 0.35 },
          closeButtonProps: { size: 28, iconSize: 16 },
        },
      }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, transitionProps: { duration: 0 } } }),
    },
  });
}

/** Mantine's own variables, pointed at ours, so that both agree in every theme. */
export const resolveCssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-dim)',
    '--mantine-color-placeholder': 'var(--text-faint)',
    '--mantine-color-anchor': 'var(--accent-text)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-error': 'var(--bad-text)',
    '--mantine-color-disabled': 'var(--hover)',
    '--mantine-color-disabled-color': 'var(--text-faint)',
    '--mantine-color-turquoise-light-color': 'var(--accent-text)',
    '--mantine-color-gray-light-color': 'var(--text-dim)',
    // White words on it can be read by everybody: 5.6 to 1.
    '--mantine-color-red-filled': 'var(--mantine-color-red-9)',
    '--mantine-color-red-filled-hover': 'var(--mantine-color-red-9)',
    '--mantine-color-red-light-color': 'var(--bad-text)',
    '--mantine-color-gray-text': 'var(--text-dim)',
    '--mantine-color-turquoise-text': 'var(--accent-text)',
    '--mantine-color-red-text': 'var(--bad-text)',
  };
  return { variables: {}, light: shared, dark: shared };
};
