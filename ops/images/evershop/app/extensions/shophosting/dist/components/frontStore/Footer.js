// EverShop's footer without the marks of cards that a new shop can't take.
import Area from '@components/common/Area.js';
import React from 'react';

const area = (id, className, coreComponents) => React.createElement(Area, { id, className, isGlobal: true, editableInPageBuilder: true, coreComponents });

export function Footer({ copyRight }) {
    const closing = React.createElement('div', { className: 'page-width copyright text-center text-sm text-muted-foreground' }, copyRight);
    return React.createElement('footer', { className: 'footer mt-20 border-t border-border bg-muted/30 pb-8' },
        area('footerTop', 'footer__top'),
        React.createElement('div', { className: 'footer__middle page-width flex flex-wrap items-start justify-between gap-10' },
            area('footerMiddleLeft', 'footer__middle__left'),
            area('footerMiddleCenter', 'footer__middle__center'),
            area('footerMiddleRight', 'footer__middle__right')),
        area('footerBottom', 'footer__bottom pt-6', [{ component: { default: closing }, sortOrder: 10 }]));
}
