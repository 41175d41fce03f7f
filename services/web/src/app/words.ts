/** Words that people read: Chinese and English side by side, so that neither can be forgotten. */

export type Pair = readonly [zh: string, en: string];
export type Catalogue = Readonly<Record<string, Pair>>;
export type Values = Readonly<Record<string, string | number>>;
export type Language = 'zh' | 'en';

/** A catalogue of words whose keys the compiler knows. */
export function catalogue<const T extends Catalogue>(words: T): T {
  return words;
}

/** A pair in one language with its braces filled in; "{n|case|cases}" picks the English number. */
export function say(pair: Pair, language: Language, values: Values = {}): string {
  const text = pair[language === 'zh' ? 0 : 1];
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (many === undefined) return String(value);
    return Number(value) === 1 ? (one ?? '') : many;
  });
}
