/* exm-library-private.h - what the files of the library share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-library.h"

G_BEGIN_DECLS

/* @info is taken, may be NULL. */
ExmLibraryItem *_exm_library_item_new (GFile          *file,
                                       ExmDatasetInfo *info);
void            _exm_library_item_take_info (ExmLibraryItem *self,
                                             ExmDatasetInfo *info);

/* The file's name without its ending. */
char *_exm_library_name_of (GFile *file);

/* Moves a file that nobody has open, with what SQLite left beside it. */
gboolean _exm_library_move (GFile   *from,
                            GFile   *to,
                            GError **error);

G_END_DECLS
