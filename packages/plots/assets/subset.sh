#!/bin/sh
# Makes DejaVuSansCondensed.ttf of this folder from the one in npm's dejavu-fonts-ttf 2.37.3: Latin, Greek, Cyrillic,
# punctuation, small digits and some signs; no hints, no layout features. Needs pyftsubset of fonttools 4.
set -e
pyftsubset "$1" --output-file=DejaVuSansCondensed.ttf --no-hinting --layout-features='' \
  --drop-tables+=GSUB,GPOS,GDEF,kern,FFTM,DSIG --name-IDs='0,1,2,3,4,5,6,13,14' \
  --unicodes="U+0020-007E,U+00A0-017F,U+0370-03FF,U+0400-045F,U+2000-2069,U+2070-209C,U+20AC,U+210F-2115,U+211D,\
U+2190-2199,U+21D0-21D4,U+2200-222B,U+2234-2237,U+223C-224D,U+2260-2265,U+226A-226B,U+2282-2287,U+22C5,\
U+25A0-25A1,U+25C6-25CB,U+25CF,U+FFFD"
