/* app-test.h - a dataset and a display for tests of widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"
#include "exm-import-sink.h"
#include "exm-row-model.h"

G_BEGIN_DECLS

/**
 * app_test_init: g_test_init, own folders, GTK when there is a display.
 */
void app_test_init (int    *argc,
                    char ***argv);

gboolean app_test_has_display (void);

/**
 * app_test_skip_all: says that the whole program is skipped; for main().
 */
int app_test_skip_all (void);

/**
 * app_test_dataset_new: @n_rows posts "post 1" …, every second with one of three labels.
 */
ExmDataset *app_test_dataset_new (guint n_rows);

/**
 * app_test_dataset_new_rows: just these.
 */
ExmDataset *app_test_dataset_new_rows (const ExmImportRow *rows,
                                       gsize               n_rows);

/**
 * app_test_dataset_fill: what @func imports, in a file of its own.
 */
ExmDataset *app_test_dataset_fill (ExmImportFunc func,
                                   gpointer      user_data);

/**
 * app_test_dataset_close: writes, closes, drops.
 */
void app_test_dataset_close (ExmDataset *dataset);

typedef gboolean (*AppTestFunc) (gpointer user_data);

/**
 * app_test_wait: runs the main context until @func is true; fails after half a minute.
 */
void app_test_wait (AppTestFunc func,
                    gpointer    user_data);

/**
 * app_test_settle: runs the main context for @ms.
 */
void app_test_settle (guint ms);

/**
 * app_test_wait_rows: until the model has this many rows and no query is under way.
 */
void app_test_wait_rows (ExmRowModel *model,
                         guint        n_rows);

G_END_DECLS
