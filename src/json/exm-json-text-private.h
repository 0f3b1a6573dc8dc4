/* exm-json-text-private.h - the inner loops over string bytes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

G_BEGIN_DECLS

/* Number of bytes of the UTF-8 sequence at @p (Unicode 15, table 3-7), 0 when it is
 * not well formed. @p[0] is >= 0x80. */
static inline guint
_exm_json_utf8_sequence (const guint8 *p,
                         const guint8 *end)
{
  gsize  left = (gsize)(end - p);
  guint8 c = p[0];

  if (c < 0xc2 || c > 0xf4 || left < 2 || (p[1] & 0xc0) != 0x80)
    return 0;
  if (c < 0xe0)
    return 2;
  if (left < 3 || (p[2] & 0xc0) != 0x80)
    return 0;
  if (c < 0xf0)
    return (c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) ? 0 : 3;
  if (left < 4 || (p[3] & 0xc0) != 0x80)
    return 0;
  return (c == 0xf0 && p[1] < 0x90) || (c == 0xf4 && p[1] > 0x8f) ? 0 : 4;
}

/* First byte from @p on that is a quote, a backslash, a control character or not
 * ASCII; @end when there is none. Most text goes by here 16 bytes at a time. */
static inline const guint8 *
_exm_json_plain_end (const guint8 *p,
                     const guint8 *end)
{
#ifdef __SSE2__
  const __m128i quote = _mm_set1_epi8 ('"');
  const __m128i backslash = _mm_set1_epi8 ('\\');
  const __m128i space = _mm_set1_epi8 (0x20);

  while (end - p >= 16)
    {
      __m128i v;
      guint   mask;

      memcpy (&v, p, 16);
      /* Signed: bytes of 0x80 and above count as less than a space too. */
      mask = (guint)_mm_movemask_epi8 (
        _mm_or_si128 (_mm_or_si128 (_mm_cmpeq_epi8 (v, quote), _mm_cmpeq_epi8 (v, backslash)),
                      _mm_cmplt_epi8 (v, space)));
      if (mask != 0)
        return p + __builtin_ctz (mask);
      p += 16;
    }
#endif
  while (p < end && *p != '"' && *p != '\\' && *p >= 0x20 && *p < 0x80)
    p++;
  return p;
}

G_END_DECLS
