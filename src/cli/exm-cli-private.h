/* exm-cli-private.h - what the commands share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-accounts.h"
#include "exm-catalogue.h"
#include "exm-cli.h"
#include "exm-dataset.h"
#include "exm-google.h"
#include "exm-json-write.h"
#include "exm-practice-host.h"
#include "exm-readiness.h"
#include "exm-ready.h"
#include "exm-sniff.h"
#include "exm-submit-run.h"

G_BEGIN_DECLS

/* --- one function a command ---------------------------------------------------- */

/* @argv[0] is the command's name. Each returns an ExmCliStatus. */
int _exm_cli_accounts (int argc, char **argv);
int _exm_cli_agreement (int argc, char **argv);
int _exm_cli_ask (int argc, char **argv);
int _exm_cli_cancel (int argc, char **argv);
int _exm_cli_check (int argc, char **argv);
int _exm_cli_clean (int argc, char **argv);
int _exm_cli_convert (int argc, char **argv);
int _exm_cli_doctor (int argc, char **argv);
int _exm_cli_help (int argc, char **argv);
int _exm_cli_jobs (int argc, char **argv);
int _exm_cli_practice (int argc, char **argv);
int _exm_cli_split (int argc, char **argv);
int _exm_cli_tune (int argc, char **argv);

/* --- the commands and their help (exm-cli-commands.c) ---------------------------- */

/**
 * ExmCliCommand:
 * @name: what is typed
 * @run: see above
 * @usage: (untranslated): the words that follow it: "FILE"
 * @summary: (untranslated): one line
 * @details: (untranslated) (nullable): what is to be known beside the options
 * @with_place: a region and a bucket can be chosen, where an account can
 * @with_columns: it reads files, whose columns can be named
 */
typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *usage;
  const char *summary;
  const char *details;
  gboolean    with_place;
  gboolean    with_columns;
} ExmCliCommand;

/**
 * _exm_cli_find_command:
 *
 * Returns: (transfer none) (nullable): the command of that name
 */
const ExmCliCommand *_exm_cli_find_command (const char *name);

/** Translated: */
const char *_exm_cli_command_get_usage (const ExmCliCommand *self);
const char *_exm_cli_command_get_summary (const ExmCliCommand *self);
const char *_exm_cli_command_get_details (const ExmCliCommand *self);

/**
 * _exm_cli_print_help: all commands, on stdout.
 */
void _exm_cli_print_help (void);

/* --- what an account is to be used for (exm-cli-choice.c) ------------------------- */

/**
 * ExmCliChoice:
 * @account: (nullable): id, e-mail, "practice" or "environment"; %NULL: practice
 * @project: (nullable): project id
 * @region: (nullable): tuning region
 * @bucket: (nullable): where files go
 *
 * What was given on the command line; cleared with g_auto().
 */
typedef struct
{
  char *account;
  char *project;
  char *region;
  char *bucket;
} ExmCliChoice;

void _exm_cli_choice_clear (ExmCliChoice *self);

/**
 * _exm_cli_choice_add_options: the options of @self, whose address must hold.
 * @with_place: those of region and bucket as well
 */
void _exm_cli_choice_add_options (ExmCliChoice   *self,
                                  gboolean        with_place,
                                  GOptionContext *context);

/**
 * _exm_cli_choice_recall:
 * @id: id of an account
 *
 * Fills what is %NULL in @self with what was last used with that account. A bucket
 * only comes with the project that it was used with.
 */
void _exm_cli_choice_recall (ExmCliChoice *self,
                             const char   *id);

/**
 * _exm_cli_choice_remember:
 * @id: id of an account
 * @project, @region, @bucket: (nullable): %NULL keeps what was remembered, but a
 *   bucket of another project is forgotten
 *
 * Kept in `exemplar/places.ini` of the user's config folder (0600); accounts
 * of a stand-in apart, in `places-standin.ini`; see exm-account-memory.h. No secrets.
 */
void _exm_cli_choice_remember (const char *id,
                               const char *project,
                               const char *region,
                               const char *bucket);

/**
 * _exm_cli_choice_forget_bucket: forgets @bucket if it is the one remembered.
 */
void _exm_cli_choice_forget_bucket (const char *id,
                                    const char *bucket);

/**
 * _exm_cli_choice_forget: forgets all that is remembered for an account.
 */
void _exm_cli_choice_forget (const char *id);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmCliChoice, _exm_cli_choice_clear)

/* --- arguments, words, signals (exm-cli.c) ----------------------------------------- */

/**
 * _exm_cli_parse:
 * @choice: (nullable): takes the options that choose an account
 * @min_words, @max_words: words that may remain beside the options
 *
 * Parses options out of @argv and leaves the words in it. Says what is wrong on
 * stderr. Ends the program after --help.
 */
gboolean _exm_cli_parse (int                *argc,
                         char             ***argv,
                         const GOptionEntry *entries,
                         ExmCliChoice       *choice,
                         int                 min_words,
                         int                 max_words);

/**
 * _exm_cli_set_json: failures are told as a JSON document as well.
 */
void _exm_cli_set_json (gboolean as_json);

/**
 * _exm_cli_say: one line on stderr: "exemplar: …".
 */
void _exm_cli_say (const char *format,
                   ...) G_GNUC_PRINTF (1, 2);

/**
 * _exm_cli_fail: says @error, what to do about it and the page that helps, and gives
 * the status; cancellation says so.
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

/* --- columns of tables (exm-cli-columns.c) ------------------------------------------- */

void _exm_cli_columns_add_options (GOptionContext *context);

/**
 * _exm_cli_columns_apply: what was named comes before what was guessed, and a guess by
 * what is in the columns is said.
 */
gboolean _exm_cli_columns_apply (ExmSniff *sniff,
                                 GError  **error);

/**
 * _exm_cli_columns_check_dataset: fails for the dataset at @path when columns were named.
 */
gboolean _exm_cli_columns_check_dataset (const char *path,
                                         GError    **error);

/**
 * _exm_cli_columns_dup_mark: what was named, to tell one import of a file from another.
 *
 * Returns: (transfer full) (nullable): %NULL when nothing was
 */
char *_exm_cli_columns_dup_mark (void);

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

/**
 * _exm_cli_data_open_with:
 * @with_reposts: of an archive, posts of others as well
 */
ExmCliData *_exm_cli_data_open_with (const char *path,
                                     gboolean    with_reposts,
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
 * _exm_cli_data_find: as _exm_cli_data_keep(), but nothing is imported: fails with
 * %EXM_DATA_ERROR_NOT_FOUND when the library has no dataset of that file.
 */
ExmDataset *_exm_cli_data_find (const char *path,
                                GError    **error);

/**
 * _exm_cli_data_keep_uri: the dataset that stands for a file in Cloud Storage: it
 * holds no examples, only what is known of the jobs made with that file.
 * @made: (out) (nullable): set to %TRUE when it had to be made; %NULL: it is not made
 */
ExmDataset *_exm_cli_data_keep_uri (const char *uri,
                                    gboolean   *made,
                                    GError    **error);

/**
 * _exm_cli_data_drop: closes a dataset that was made in vain and deletes its file.
 */
void _exm_cli_data_drop (ExmDataset *dataset);

/**
 * _exm_cli_import: the file at @path into a new dataset @into.
 */
gboolean _exm_cli_import (GFile   *file,
                          GFile   *into,
                          gboolean with_reposts,
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
 * @id: of the account
 * @title: what to call it
 * @project: (nullable): %NULL: not chosen
 * @location, @bucket: (nullable): %NULL = chosen for the account
 * @accounts: (nullable): those that it is one of
 * @host: (nullable): keeps the practice service alive
 */
typedef struct
{
  ExmGoogle *google;
  char      *id;
  char      *title;
  char      *project;
  char      *location;
  char      *bucket;

  ExmAccounts     *accounts;
  ExmPracticeHost *host;
} ExmCliAccount;

/**
 * _exm_cli_account_new:
 * @choice: what was given; the rest is recalled, for "environment" taken from
 *   EXEMPLAR_PROJECT, EXEMPLAR_LOCATION and EXEMPLAR_BUCKET
 */
ExmCliAccount *_exm_cli_account_new (const ExmCliChoice *choice,
                                     GError            **error);
void           _exm_cli_account_free (ExmCliAccount *self);

/** Whether nothing leaves this computer and nothing costs. */
gboolean _exm_cli_account_is_practice (const ExmCliAccount *self);

/**
 * _exm_cli_account_need_project: whether there is a project, else @error says how to
 * choose one.
 */
gboolean _exm_cli_account_need_project (const ExmCliAccount *self,
                                        GError             **error);

/**
 * _exm_cli_account_set_project: works with @project from now on.
 */
void _exm_cli_account_set_project (ExmCliAccount *self,
                                   const char    *project);

/**
 * _exm_cli_account_remember: what was used, for the next time.
 */
void _exm_cli_account_remember (const ExmCliAccount *self);

/* --- jobs (exm-cli-find.c) ------------------------------------------------------------ */

/**
 * ExmCliJob: a tuning job, and what is known of it here.
 * @endpoint: (nullable): what to ask, %NULL as long as there is nothing
 * @submission: (nullable): the submission in a dataset of the library that made it
 * @dataset: (nullable): path of that dataset
 */
typedef struct
{
  ExmTuningJob  *job;
  char          *endpoint;
  ExmSubmission *submission;
  char          *dataset;
} ExmCliJob;

/**
 * _exm_cli_find_job:
 * @what: name of a job, its last part, a tuned model, an endpoint, or the display
 *   name of a tuned model (the newest of that name)
 *
 * Looks through the library for its submission as well.
 */
ExmCliJob *_exm_cli_find_job (const ExmCliAccount *account,
                              ExmCatalogue        *catalogue,
                              const char          *what,
                              GError             **error);
void       _exm_cli_job_free (ExmCliJob *self);

/**
 * _exm_cli_write_job: the members of a job that all commands share, into an object
 * that is open.
 */
void _exm_cli_write_job (ExmJsonWriter      *writer,
                         const ExmTuningJob *job);

/**
 * _exm_cli_show_job: (exm-cli-job.c) one job with its settings and figures.
 */
int _exm_cli_show_job (const ExmCliAccount *account,
                       ExmCatalogue        *catalogue,
                       const char          *what,
                       gboolean             as_json);

/** ISO 8601 in UTC, or null for 0. */
void _exm_cli_write_time (ExmJsonWriter *writer,
                          const char    *name,
                          gint64         seconds);

/** @checkpoints: (element-type ExmTuningCheckpoint) */
void _exm_cli_write_checkpoints (ExmJsonWriter *writer,
                                 GPtrArray     *checkpoints);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCliData, _exm_cli_data_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCliAccount, _exm_cli_account_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCliJob, _exm_cli_job_free)

/* --- from arguments to options of a submission (exm-cli-tune-options.c) ------------------ */

/* A figure that was not given; no option takes it. */
#define EXM_CLI_NOT_GIVEN (-1000000)

/**
 * ExmCliTune: the arguments of tune. Figures that were not given are
 * %EXM_CLI_NOT_GIVEN.
 */
typedef struct
{
  ExmCliChoice choice;
  char        *base_model;
  char        *name;
  char        *validation;
  char        *training_uri;
  char        *validation_uri;
  char        *like;
  char        *continue_from;
  int          epochs;
  int          adapter_size;
  double       learning_rate;
  gboolean     wait;
  gboolean     as_json;
} ExmCliTune;

/**
 * _exm_cli_tune_options:
 *
 * Options after the arguments, checked; may ask for the jobs that they name.
 */
ExmSubmitOptions *_exm_cli_tune_options (const ExmCliTune    *arguments,
                                         const ExmCliAccount *account,
                                         ExmCatalogue        *catalogue,
                                         ExmDataset          *dataset,
                                         GError             **error);

/* --- the ready page (exm-cli-doctor-print.c) ----------------------------------------------- */

/**
 * ExmCliMend: something that was to be mended.
 * @action: as exm_ready_action_to_code() names it
 * @error: (nullable): why it was not
 */
typedef struct
{
  char   *action;
  GError *error;
} ExmCliMend;

/**
 * _exm_cli_doctor_is_ready:
 * @with_dataset: the row of the dataset counts
 */
gboolean _exm_cli_doctor_is_ready (ExmReady *ready,
                                   gboolean  with_dataset);
void     _exm_cli_doctor_print_text (ExmReady *ready,
                                     gboolean  with_dataset);

/** @mends: (element-type ExmCliMend) */
void _exm_cli_doctor_print_json (ExmReady     *ready,
                                 ExmCatalogue *catalogue,
                                 gboolean      with_dataset,
                                 GPtrArray    *mends);

G_END_DECLS
