/* exm-render-private.h - writing edits into the line they came from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-record-private.h"

G_BEGIN_DECLS

/* An example as a whole: templates filled. data NULL = none. */
typedef struct
{
  ExmJsonText system;
  ExmJsonText input;
  ExmJsonText output;
} ExmWhole;

/* Appends @line (whose record is @record) with the texts of @whole in place of its own
 * where they differ; all other bytes stay as they are. */
void _exm_render_patched (GString         *out,
                          const char      *line,
                          gsize            len,
                          const ExmRecord *record,
                          const ExmWhole  *whole);

G_END_DECLS
