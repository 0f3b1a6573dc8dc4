/* exm-library-page.h - the start page: the datasets, and ways to begin one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-library.h"

G_BEGIN_DECLS

#define EXM_TYPE_LIBRARY_PAGE (exm_library_page_get_type ())
G_DECLARE_FINAL_TYPE (ExmLibraryPage, exm_library_page, EXM, LIBRARY_PAGE, GtkWidget)

/**
 * ExmLibraryPage:
 *
 * Signal `open (GFile *file)`: this dataset is to be opened.
 * Its buttons name actions of the window.
 */
void exm_library_page_set_library (ExmLibraryPage *self,
                                   ExmLibrary     *library);

G_END_DECLS
