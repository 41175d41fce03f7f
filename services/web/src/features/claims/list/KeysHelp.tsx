/** Which keys a list knows. */
import { Modal } from 'antd';
import { useWords } from '../../../app/language.ts';
import { words } from './words.ts';

const KEYS = [
  ['j', 'keyDown'],
  ['k', 'keyUp'],
  ['Enter', 'keyOpen'],
  ['x', 'keyChoose'],
  ['?', 'keyHelp'],
] as const satisfies readonly (readonly [string, keyof typeof words])[];

export function KeysHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  return (
    <Modal open={isOpen} title={t('keys')} footer={null} onCancel={onClose} destroyOnHidden>
      <ul className="rows">
        {KEYS.map(([key, word]) => (
          <li key={key}>
            <span>{t(word)}</span>
            <kbd>{key}</kbd>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
