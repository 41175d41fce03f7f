/** A search box among filters: what was typed is looked for once it is sent off. */
import { Input } from 'antd';

interface Props {
  label: string;
  width: number;
  longest: number;
  value: string;
  onSearch: (text: string) => void;
}

export function SearchField({ label, width, longest, value, onSearch }: Props) {
  return (
    <Input.Search
      allowClear
      key={value}
      defaultValue={value}
      placeholder={label}
      aria-label={label}
      style={{ width }}
      maxLength={longest}
      onSearch={(typed) => onSearch(typed.trim())}
    />
  );
}
