// The shop's own name where EverShop would show its mark, until the owner uploads a logo.
import React from 'react';

const MAX_WIDTH = 768;

export default function Logo({ setting: { logo, logoWidth, logoHeight, storeName } }) {
    const width = Number(logoWidth) || undefined;
    const inside = logo
        ? React.createElement('img', {
            src: `/images?src=${encodeURIComponent(logo)}&w=${Math.min(width ?? 320, MAX_WIDTH)}&q=85&f=webp`,
            alt: storeName, width, height: Number(logoHeight) || undefined, className: 'max-h-10 w-auto max-w-full'
        })
        : React.createElement('span', { className: 'text-xl font-bold' }, storeName);
    return React.createElement('div', { className: 'logo flex justify-center items-center' },
        React.createElement('a', { href: '/', className: 'logo-icon' }, inside));
}

export const layout = { areaId: 'headerMiddleCenter', sortOrder: 10 };

export const query = `
  query query {
    setting {
      logo
      logoWidth
      logoHeight
      storeName
    }
  }
`;
