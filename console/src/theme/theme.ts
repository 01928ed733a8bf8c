import {
  Button,
  Checkbox,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  Input,
  Menu,
  Modal,
  NativeSelect,
  Popover,
  Select,
  Textarea,
  TextInput,
  type VariantColorsResolver,
} from '@mantine/core';
import styles from './controls.module.css';

/*
 * Mantine wears our tokens: its variables point at them, so that no page overrides a style. A filled button is ink on the ground;
 * blue is for links and focus only.
 */

const variantColorResolver: VariantColorsResolver = (input) => {
  if (input.variant === 'filled') {
    return { background: 'var(--ink)', hover: 'var(--now)', color: 'var(--bg)', border: '1px solid transparent' };
  }
  if (input.variant === 'subtle') {
    return { background: 'transparent', hover: 'var(--sunk)', color: 'var(--ink2)', border: '1px solid transparent' };
  }
  return defaultVariantColorsResolver(input);
};

const colours = {
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-body': 'var(--bg)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-success': 'var(--ok)',
  '--mantine-color-placeholder': 'var(--ink3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunk)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line2)',
  '--mantine-color-dimmed': 'var(--ink3)',
  '--mantine-color-disabled': 'var(--sunk)',
  '--mantine-color-disabled-color': 'var(--ink3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent)',
  '--mantine-primary-color-light': 'var(--wash)',
  '--mantine-primary-color-light-color': 'var(--accent)',
  '--mantine-primary-color-contrast': 'var(--bg)',
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: colours, dark: colours });

const field = { size: 'sm', classNames: { input: styles['input'], label: styles['label'], description: styles['description'] } };

export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '19px', xl: '20px' },
  lineHeights: { xs: '18px', sm: '20px', md: '20px', lg: '26px', xl: '30px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '20px', xl: '28px' },
  radius: { xs: '3px', sm: '4px', md: '5px', lg: '6px', xl: '6px' },
  shadows: { xs: 'none', sm: 'none', md: 'none', lg: 'none', xl: 'none' },
  defaultRadius: 'md',
  primaryColor: 'blue',
  cursorType: 'pointer',
  focusRing: 'never', // theme/base.css draws one ring for everything.
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Button: Button.extend({
      defaultProps: { variant: 'default', size: 'sm' },
      classNames: { root: styles['button'], loader: styles['loader'] },
    }),
    Input: Input.extend({ classNames: { input: styles['input'] } }),
    TextInput: TextInput.extend({ defaultProps: field }),
    Textarea: Textarea.extend({ defaultProps: { ...field, autosize: true, minRows: 2, maxRows: 8 } }),
    Select: Select.extend({
      defaultProps: { ...field, allowDeselect: false, comboboxProps: { transitionProps: { duration: 0 } } },
    }),
    NativeSelect: NativeSelect.extend({ defaultProps: field }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' }, classNames: { input: styles['checkbox'] } }),
    Menu: Menu.extend({
      defaultProps: { transitionProps: { duration: 0 }, offset: 6, loop: false },
      classNames: { dropdown: styles['dropdown'], item: styles['item'], label: styles['menuLabel'] },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 0 } }, classNames: { dropdown: styles['dropdown'] } }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 120, transition: 'fade' },
        overlayProps: { color: '#101215', backgroundOpacity: 0.28 },
      },
      classNames: { content: styles['modal'], title: styles['modalTitle'] },
    }),
  },
});
