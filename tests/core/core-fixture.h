/* core-fixture.h - datasets for tests, in a folder of their own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/* A fresh folder, gone at the end of fixture_run_tests(). */
void   fixture_init (void);
int    fixture_run_tests (void);
GFile *fixture_file (const char *name);

/* @n rows "Post number N"; of four, three have the labels One, Two and Three. */
void        fixture_create (GFile *file,
                            guint  n);
ExmDataset *fixture_open (GFile *file);

/* Closes and drops it, and checks that it was the last reference. */
void fixture_close (ExmDataset *dataset);

/* Runs @command (transfer full); it must succeed. */
ExmReceipt *fixture_run_receipt (ExmDataset *dataset,
                                 ExmCommand *command);
void        fixture_run (ExmDataset *dataset,
                         ExmCommand *command);
void        fixture_undo (ExmDataset *dataset);
void        fixture_redo (ExmDataset *dataset);

/* All that a user can see of it, as text: rows in order, labels, task, stats. */
char *fixture_dump (ExmDataset *dataset);
void  fixture_assert_dump (ExmDataset *dataset,
                           const char *expected);
void  fixture_sql (const char *path,
                   const char *sql);

G_END_DECLS
