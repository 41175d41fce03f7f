/** Colours and shapes, light and dark; contrast is checked on every page by the tests. */
import { theme, type ThemeConfig } from 'antd';

const FONTS =
  '-apple-system, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';

/** Ant Design's tokens for this product; `still` is without motion. */
export function themeOf(dark: boolean, still: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'a' },
    hashed: false,
    token: {
      colorPrimary: dark ? '#2aa58f' : '#0f6b5c',
      colorPrimaryBg: dark ? '#173530' : '#e2f1ed',
      colorPrimaryBgHover: dark ? '#1c423b' : '#d2e9e3',
      controlOutline: dark ? 'rgba(42, 165, 143, 0.35)' : 'rgba(15, 107, 92, 0.22)',
      colorBorder: dark ? '#5f706c' : '#8a9b97',
      colorBorderSecondary: dark ? '#2c3a37' : '#e1e8e6',
      colorInfo: dark ? '#93c2fb' : '#1d5fb8',
      colorSuccessBg: dark ? '#14301f' : '#e3f4e8',
      colorSuccessBorder: dark ? '#2c6b45' : '#a5d6b5',
      colorWarningBg: dark ? '#33270f' : '#fdf3e0',
      colorWarningBorder: dark ? '#7a5b1f' : '#ecc583',
      colorErrorBg: dark ? '#3a1c1b' : '#fdecec',
      colorErrorBorder: dark ? '#8a403c' : '#f0b4b4',
      colorInfoBg: dark ? '#16263b' : '#e6effa',
      colorInfoBorder: dark ? '#2f5384' : '#a9c6ea',
      colorSuccess: dark ? '#86d8a4' : '#1f7a3f',
      colorWarning: dark ? '#f2c069' : '#a85d00',
      colorError: dark ? '#ffa29c' : '#bb2a2a',
      colorErrorHover: dark ? '#ffb9b4' : '#a52020',
      colorLink: dark ? '#4cc2ad' : '#0f6b5c',
      colorBgLayout: dark ? '#101615' : '#f3f6f5',
      colorBgContainer: dark ? '#182120' : '#ffffff',
      colorBgElevated: dark ? '#1f2a28' : '#ffffff',
      colorTextSecondary: dark ? '#b3bfbc' : '#4b5a57',
      colorTextTertiary: dark ? '#9aa8a5' : '#5b6a67',
      colorTextDescription: dark ? '#9aa8a5' : '#5b6a67',
      colorTextPlaceholder: dark ? '#8f9d9a' : '#6a7875',
      colorTextQuaternary: dark ? '#8f9d9a' : '#6a7875',
      colorTextLightSolid: dark ? '#06110f' : '#ffffff',
      borderRadius: 8,
      fontSize: 14,
      fontFamily: FONTS,
      controlHeight: 36,
      wireframe: false,
      motion: !still,
    },
    components: {
      Layout: {
        siderBg: dark ? '#141c1b' : '#ffffff',
        headerBg: dark ? '#141c1b' : '#ffffff',
        bodyBg: dark ? '#101615' : '#f3f6f5',
        headerHeight: 56,
        headerPadding: '0 16px',
      },
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Menu: {
        itemSelectedColor: dark ? '#6fdcc8' : '#0b5a4d',
        itemBorderRadius: 8,
        activeBarBorderWidth: 0,
        itemHeight: 38,
      },
      Table: { cellPaddingBlock: 11, headerBorderRadius: 8 },
    },
  };
}
