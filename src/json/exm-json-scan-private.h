/* exm-json-scan-private.h - the scanner's state
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-json-keys-private.h"
#include "exm-json-scan.h"

G_BEGIN_DECLS

/* One pass, no recursion except in exm_json_scan_skip() (at most EXM_JSON_MAX_DEPTH
 * frames). A string without escapes is lent out of the caller's buffer; one with
 * escapes is decoded into an arena as large as the text, which therefore never has to
 * grow, and so never moves, while anything of it is lent out. The bulk import makes
 * some fifteen calls a line, millions of lines, all with the same scanner. */

struct _ExmJsonScan
{
  const char *start;
  const char *pos;
  const char *end;

  guint       depth;
  guint64     is_array;  /* bit i: level i is an array */
  guint64     has_items; /* bit i: level i has had a member or item */
  gsize       key_base[EXM_JSON_MAX_DEPTH];
  ExmJsonKeys keys;

  char *arena; /* decoded strings */
  gsize arena_size;
  gsize arena_used;

  gboolean     failed;
  ExmJsonFault fault;
};

/* Sets the fault if there is none yet; FALSE always. */
gboolean _exm_json_scan_fail_at (ExmJsonScan *scan,
                                 ExmJsonError code,
                                 const char  *at);

/* Checks the string whose opening quote is at the cursor and goes behind it; its
 * bytes between the quotes in @raw. */
gboolean _exm_json_scan_take (ExmJsonScan *scan,
                              ExmJsonText *raw,
                              gboolean    *escaped);

/* Decodes @raw, which _exm_json_scan_take() has checked, into the arena. */
void _exm_json_scan_decode (ExmJsonScan *scan,
                            ExmJsonText *raw);

G_END_DECLS
