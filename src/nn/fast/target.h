// Which vector units Highway compiles for. To be included before any Highway header.
// SVE is left out: its vectors have no size at compile time, so blocks of them can't be kept in arrays; such machines use NEON.
// SSSE3 without SSE4 is a processor of 2006: it uses plain code, and everyone else is spared the size.
#pragma once

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_SSSE3)
