/* exm-library-row.h - one dataset in the library
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-library.h"

G_BEGIN_DECLS

#define EXM_TYPE_LIBRARY_ROW (exm_library_row_get_type ())
G_DECLARE_FINAL_TYPE (ExmLibraryRow, exm_library_row, EXM, LIBRARY_ROW, AdwActionRow)

/**
 * ExmLibraryRow:
 *
 * Name, number of posts, labelled share, state of its job. Its menu names the
 * actions `win.rename-dataset` and `win.trash-dataset`, with the file's address.
 */
GtkWidget      *exm_library_row_new (ExmLibraryItem *item);
ExmLibraryItem *exm_library_row_get_item (ExmLibraryRow *self);

G_END_DECLS
