/* exm-cli-private.h - what the commands share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-catalogue.h"
#include "exm-cli.h"
#include "exm-dataset.h"
#include "exm-google.h"
#include "exm-json-write.h"
#include "exm-practice-host.h"
#include "exm-readiness.h"

G_BEGIN_DECLS

/* --- one program a command -------------------------------------------------- */

/* @argv[0] is the command's name. Each returns an ExmCliStatus. */
int _exm_cli_check (int argc, char **argv);
int _exm_cli_convert (int argc, char **argv);
int _exm_cli_tune (int argc, char **argv);
int _exm_cli_jobs (int argc, char **argv);
int _exm_cli_ask (int argc, char **argv);
int _exm_cli_practice (int argc, char **argv);

/* --- arguments, words, signals (exm-cli.c) ----------------------------------- */

/**
 * _exm_cli_parse:
 * @usage: translated, what follows the command's name: "FILE"
 * @n_words: words that must remain beside the options
 *
 * Parses options out of @argv and leaves the words in it. Says what is wrong on
 * stderr.
 */
gboolean _exm_cli_parse (int                *argc,
                         char             ***argv,
                         const GOptionEntry *entries,
                         const char         *usage,
                         int                 n_words);

/**
 * _exm_cli_say: one line on stderr: "exemplar: …".
 */
void _exm_cli_say (const char *format,
                   ...) G_GNUC_PRINTF (1, 2);

/**
 * _exm_cli_fail: says @error and gives the status; cancellation says so.
 */
int _exm_cli_fail (const GError *error,
                   int           status);

/**
 * _exm_cli_cancellable:
 *
 * Returns: (transfer none): cancelled by SIGINT and SIGTERM
 */
GCancellable *_exm_cli_cancellable (void);

/**
 * _exm_cli_print_json: @json and a line break on stdout.
 */
void _exm_cli_print_json (GString *json);

/* --- progress (exm-cli-progress.c) --------------------------------------------- */

/**
 * _exm_cli_progress: shows @text on stderr in place of the last one, when it is a
 * terminal. At most ten times a second.
 */
void _exm_cli_progress (const char *text);
void _exm_cli_progress_end (void);

/* --- data (exm-cli-data.c) ------------------------------------------------------- */

/**
 * ExmCliData: a dataset, whatever the file was.
 * @temporary: (nullable): folder that goes with it
 */
typedef struct
{
  ExmDataset *dataset;
  char       *temporary;
} ExmCliData;

/**
 * _exm_cli_data_open:
 * @path: a dataset, or any file that can be imported (into a temporary dataset)
 */
ExmCliData *_exm_cli_data_open (const char *path,
                                GError    **error);
void        _exm_cli_data_free (ExmCliData *self);

/**
 * _exm_cli_data_keep: @path as a dataset that stays: itself, or an import into
 * the library under a name made of the file's name and content, so that the same
 * file is the same dataset next time.
 */
ExmDataset *_exm_cli_data_keep (const char *path,
                                GError    **error);

/**
 * _exm_cli_import: the file at @path into a new dataset @into.
 */
gboolean _exm_cli_import (GFile   *file,
                          GFile   *into,
                          GError **error);

/**
 * _exm_cli_limits: what @model asks of a dataset. Strings belong to the catalogue.
 */
ExmLimits _exm_cli_limits (ExmCatalogue       *catalogue,
                           const ExmBaseModel *model,
                           gboolean            practice);

/* --- accounts (exm-cli-account.c) -------------------------------------------------- */

/**
 * ExmCliAccount: a session to work with.
 * @location, @bucket: (nullable): %NULL = chosen for the account
 * @host: (nullable): keeps the practice service alive
 */
typedef struct
{
  ExmGoogle *google;
  char      *project;
  char      *location;
  char      *bucket;

  ExmPracticeHost *host;
} ExmCliAccount;

/**
 * _exm_cli_account_new:
 * @name: "practice", or "environment" for EXEMPLAR_ACCESS_TOKEN with
 *   EXEMPLAR_PROJECT, EXEMPLAR_LOCATION and EXEMPLAR_BUCKET
 */
ExmCliAccount *_exm_cli_account_new (const char *name,
                                     GError    **error);
void           _exm_cli_account_free (ExmCliAccount *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCliData, _exm_cli_data_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCliAccount, _exm_cli_account_free)

G_END_DECLS
