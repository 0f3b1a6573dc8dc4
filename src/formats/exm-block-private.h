/* exm-block-private.h - a source as a window of UTF-8 that slides over it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-format.h"
#include "exm-source.h"

G_BEGIN_DECLS

/* Bytes [pos, end) of @data are read and not yet consumed; the owner moves @pos.
 * _exm_block_fill() adds more behind them, moving them to the front of the buffer
 * when needed: pointers into it are void after a fill. The buffer grows only when
 * what is unconsumed fills it, so its size follows the longest line, not the file.
 *
 * Other encodings than UTF-8 are converted on the way; a sequence that cannot be
 * becomes the byte 0xff, which no UTF-8 has, so that its line is found invalid. */

#define EXM_BLOCK_SIZE (1024 * 1024)

typedef struct
{
  char    *data;
  gsize    allocated;
  gsize    pos;
  gsize    end;
  gboolean eof;
  guint64  bytes_read;  /* from the source, before conversion */
  guint64  total_bytes; /* 0 = not known */

  /*< private >*/
  int           fd;
  GInputStream *stream;
  GBytes       *bytes;
  GIConv        iconv;
  gboolean      converts;
  gsize         unit;    /* bytes of the smallest sequence */
  char         *pending; /* not yet converted */
  gsize         n_pending;
  gsize         block;
} ExmBlock;

/* Refuses folders, pipes and devices. @encoding: how to convert; a byte order mark
 * is skipped in any case. */
gboolean _exm_block_open (ExmBlock   *self,
                          ExmSource  *source,
                          ExmEncoding encoding,
                          gsize       block,
                          GError    **error);
void     _exm_block_close (ExmBlock *self);

/* FALSE: an error; at the end of the source TRUE with @eof set and nothing added. */
gboolean _exm_block_fill (ExmBlock     *self,
                          GCancellable *cancellable,
                          GError      **error);

/* The next line, without its end, borrowed until the next call; NULL at the end or
 * on an error. A line longer than @max is cut to EXM_QUARANTINE_MAX and the rest
 * of it is skipped: @too_long. */
const char *_exm_block_line (ExmBlock     *self,
                             ExmLineEnd    line_end,
                             gsize         max,
                             gsize        *len,
                             gboolean     *too_long,
                             GCancellable *cancellable,
                             GError      **error);

G_END_DECLS
