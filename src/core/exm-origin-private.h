/* exm-origin-private.h - reading and writing where posts come from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-store-private.h"

G_BEGIN_DECLS

/* A row of table `origin`, which is written once, with its example, and never changed
 * or taken away: an id is not given twice, so what undo takes back leaves an entry that
 * nobody asks for, and redo finds it again. */
typedef struct
{
  const char *author; /* NULL = none, as the others */
  gsize       author_length;
  const char *thread;
  gsize       thread_length;
  const char *url;
  gsize       url_length;
  gint64      time; /* 0 = not known */
} ExmOrigin;

/* Writes nothing when there is nothing in it. */
gboolean _exm_origin_write (ExmStore        *store,
                            ExmRowId         id,
                            const ExmOrigin *origin,
                            GError         **error);

/* Fills in what the file says of @example; a file that was written before there were
 * origins, and can only be read, says nothing. */
gboolean _exm_origin_read (sqlite3    *db,
                           ExmExample *example,
                           GError    **error);

/* Whether the file has the table. */
gboolean _exm_origin_exists (sqlite3  *db,
                             gboolean *exists,
                             GError  **error);

G_END_DECLS
