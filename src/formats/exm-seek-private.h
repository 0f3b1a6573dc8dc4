/* exm-seek-private.h - the lists of posts inside a JSON document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-block-private.h"

G_BEGIN_DECLS

/* Goes over a document of any size by its brackets and quotes, to where one of the
 * wanted arrays begins; the array itself is read by ExmArray, behind which it goes on.
 * What is passed over is not judged. */

typedef struct
{
  ExmBlock          *block; /* borrowed */
  const char *const *keys;  /* of the wanted arrays; NULL = those at the top */
  char               line_break;
  guint64            line;
  guint              n_found;

  /*< private >*/
  guint    depth;
  char     key[32];
  guint    key_len; /* longer than @key: none that is wanted */
  gboolean has_key;
} ExmSeek;

void _exm_seek_init (ExmSeek           *self,
                     ExmBlock          *block,
                     ExmLineEnd         line_end,
                     const char *const *keys);

/* TRUE: the block stands on the bracket of a wanted array. FALSE: at the end, or, with
 * @error set, on an error. */
gboolean _exm_seek_next (ExmSeek      *self,
                         GCancellable *cancellable,
                         GError      **error);

G_END_DECLS
