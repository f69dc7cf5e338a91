/**
 * A form: Enter or Mod+S saves, and it never saves over a field whose text could not be read. Fields that read text (money, quantities,
 * dates) report what is wrong with it here by themselves; the page only looks at values.
 */
import { createContext, useContext, useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { useKeys } from '../keyboard/Keys.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { ErrorNote } from '../state/States.tsx';
import styles from './Form.module.css';
import { useAutofocus } from './useAutofocus.ts';

interface FormState {
  report(field: string, isWrong: boolean): void;
  /** After the first try to save, every field says what is wrong with it. */
  readonly tried: boolean;
}

const FormContext = createContext<FormState | null>(null);

export interface FormProps {
  /** Called when no field refuses its text, with the `value` of the button that was pressed for it: '' for the form's own, and for the keyboard. */
  onSubmit: (by: string) => void;
  onCancel?: () => void;
  submitLabel?: string;
  busy?: boolean;
  /** Why the last save failed, shown above the buttons. Wording of single fields goes to the fields' own `error`. */
  error?: PeyvandError | null;
  /** Further buttons, at the far end. */
  extra?: ReactNode;
  /** A long form: its buttons stay at the bottom of what scrolls. */
  sticky?: boolean;
  /** The page lays out its fields, its buttons (one of `type="submit"`) and its errors by itself, under this class. */
  bareClassName?: string | undefined;
  children: ReactNode;
}

export function Form({
  onSubmit,
  onCancel,
  submitLabel,
  busy = false,
  error = null,
  extra,
  sticky = false,
  bareClassName,
  children,
}: FormProps) {
  const { t } = useLocale();
  const element = useRef<HTMLFormElement>(null);
  const wrongFields = useRef(new Set<string>());
  const [tried, setTried] = useState(false);
  const state = useMemo<FormState>(
    () => ({
      tried,
      report(field, isWrong) {
        if (isWrong) wrongFields.current.add(field);
        else wrongFields.current.delete(field);
      },
    }),
    [tried],
  );
  useAutofocus(element);
  useKeys([{ keys: ['Mod', 'S'], label: t('keys.save'), run: () => element.current?.requestSubmit(), inFields: true }]);

  return (
    <FormContext value={state}>
      <form
        ref={element}
        noValidate
        className={bareClassName ?? styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          setTried(true);
          if (wrongFields.current.size === 0) onSubmit(pressedButton(event.nativeEvent));
          else requestAnimationFrame(() => focusFirstWrong(element.current));
        }}
      >
        {bareClassName !== undefined && children}
        {bareClassName === undefined && (
          <>
            <div className={styles.fields}>{children}</div>
            <ErrorNote error={error} />
            <div className={styles.buttons} data-sticky={sticky || undefined}>
              <Button type="submit" aria-disabled={busy || undefined} data-busy={busy || undefined}>
                {busy ? t('action.saving') : (submitLabel ?? t('action.save'))}
              </Button>
              {onCancel && (
                <Button variant="default" onClick={onCancel}>
                  {t('action.cancel')}
                </Button>
              )}
              {extra !== undefined && <span className={styles.extra}>{extra}</span>}
            </div>
          </>
        )}
      </form>
    </FormContext>
  );
}

/** A heading and its fields, in one column. `isOfPage`: the form stands right beneath the page's own heading, in no panel with one. */
export function FormSection(props: { title?: string; text?: string; isOfPage?: boolean; children: ReactNode }) {
  const { title, text, isOfPage = false, children } = props;
  const Heading = isOfPage ? 'h2' : 'h3';
  const titleId = useId();
  return (
    <div className={styles.section} role="group" aria-labelledby={title === undefined ? undefined : titleId}>
      {title !== undefined && (
        <Heading id={titleId} className={styles.title}>
          {title}
        </Heading>
      )}
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {children}
    </div>
  );
}

/** Related fields side by side; they wrap under each other where there is no room. */
export function FieldRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}

/** For fields that read text: keeps the form from saving while `problem` is set, and says whether it is time to show it. */
export function useFieldProblem(problem: string | null): { readonly shown: boolean } {
  const form = useContext(FormContext);
  const id = useId();
  const isWrong = problem !== null;
  useEffect(() => {
    form?.report(id, isWrong);
    return () => form?.report(id, false);
  }, [form, id, isWrong]);
  return { shown: form?.tried === true };
}

function pressedButton(event: Event): string {
  const submitter = event instanceof SubmitEvent ? event.submitter : null;
  return submitter instanceof HTMLButtonElement ? submitter.value : '';
}

function focusFirstWrong(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid="true"] [role="spinbutton"]');
  field?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
}
