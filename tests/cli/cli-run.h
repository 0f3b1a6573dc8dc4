/* cli-run.h - the commands, run as a user runs them, for tests
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-json-gate.h"

G_BEGIN_DECLS

/**
 * CliResult:
 * @status: exit status
 * @out, @err: what it said
 * @json: (nullable): @out, when it is a JSON object
 */
typedef struct
{
  int         status;
  char       *out;
  char       *err;
  JsonObject *json;
} CliResult;

void cli_result_clear (CliResult *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliResult, cli_result_clear)

/* The folder of this test program, with all XDG folders in it. */
void cli_set_up (void);
void cli_tear_down (void);

/* (transfer full): a path in that folder */
char *cli_path (const char *name);
char *cli_write (const char *name,
                 const char *text);

/* For the commands from now on; NULL takes a variable out. */
void cli_setenv (const char *name,
                 const char *value);

/* As on a new computer: nothing remembered, no dataset, no variable. */
void cli_forget (void);

CliResult cli_run (const char *first,
                   ...) G_GNUC_NULL_TERMINATED;
CliResult cli_runv (const char *const *words);

/* One that goes on by itself. */
GSubprocess *cli_spawn (GSubprocessFlags     flags,
                        GSpawnChildSetupFunc setup,
                        gpointer             setup_data,
                        const char *const   *words);

/* "exemplar practice" on a state folder of that name; its address is then
 * EXEMPLAR_GOOGLE_ORIGIN of all commands. */
void        cli_start_practice (const char *state);
void        cli_stop_practice (void);
const char *cli_origin (void);

/* POST /_practice/faults */
void cli_practice (const char *json);

/* One request to the practice service, with its usual token: its JSON answer. */
JsonObject *cli_call (const char *method,
                      const char *target,
                      const char *body);

/* (transfer full): the key file of a service account of the practice project */
char *cli_make_key (const char *name,
                    const char *email);

/* (transfer full): a file of 60 posts, Positive or Negative, with templates as those of
 * the sample; quickly learnt */
char *cli_small (void);

/* Adds the account of such a key: afterwards CLI_ROBOT is one of the accounts. It is
 * no practice account: it needs a bucket, for example. */
#define CLI_ROBOT "robot@practice-project.iam.gserviceaccount.com"
void cli_add_robot (void);

/* A number or a string of the document; each must be there. */
gint64      cli_number (const CliResult *result,
                        const char      *name);
const char *cli_string (JsonObject *object,
                        const char *name);
gboolean    cli_bool (JsonObject *object,
                      const char *name);

G_END_DECLS
