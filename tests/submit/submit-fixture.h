/* submit-fixture.h - a dataset and a practice service for the tests of submit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-practice.h"
#include "exm-submit-run.h"

G_BEGIN_DECLS

/* Folder of this test program, made by fixture_main(); the user's folders lie in it. */
const char *fixture_folder (void);

/* Sets the user's folders before anything reads them. Ends with the test run. */
int fixture_main (int    argc,
                  char **argv,
                  void (*add_tests) (void));

typedef struct
{
  ExmPractice  *practice;
  ExmGoogle    *google;
  ExmCatalogue *catalogue;
} Service;

void service_start (Service *self);
void service_stop (Service *self);

/* A new dataset file of @n examples of three labels; every tenth post stands twice. */
char       *fixture_dataset_new (guint n);
ExmDataset *fixture_open (const char *path);

ExmSubmitRun *fixture_run_new (Service    *service,
                               ExmDataset *dataset);
ExmSubmitRun *fixture_resume_new (Service    *service,
                                  ExmDataset *dataset);
void          fixture_quick (ExmSubmitRun *run);

/* Jobs on the server that carry the label of one of the dataset's submissions. */
guint fixture_count_jobs (Service    *service,
                          ExmDataset *dataset);

/* For a program that was started to be killed: --child ORIGIN PATH POINT. */
typedef int (*FixtureChild) (int    argc,
                             char **argv);
void fixture_set_child (FixtureChild child);

G_END_DECLS
