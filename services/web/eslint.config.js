import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'dist.*', 'src/api/schema.ts'] },
  ...tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXText[value=/[A-Za-z\\u3400-\\u9fff]{2,}/]',
          message: 'Words that people read stand in a words.ts, Chinese and English side by side.',
        },
        {
          selector:
            'JSXAttribute[name.name=/^(title|label|placeholder|alt|aria-label|description)$/] > Literal[value=/[A-Za-z\\u3400-\\u9fff]{2,}/]',
          message: 'Words that people read stand in a words.ts, Chinese and English side by side.',
        },
      ],
    },
  },
  { files: ['scripts/**'], rules: { 'no-console': 'off' } },
);
