/* exm-practice.h - the practice service: a stand-in for Google on this machine
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ExmPractice:
 *
 * An HTTP server on 127.0.0.1 that answers the requests of the tuning journey
 * as Google does: Cloud Storage, tuning jobs, models, endpoints, curves,
 * generateContent, and the little of projects, billing, service usage and
 * sign-in that leads there. Nothing is canned: a tuning job learns from the
 * uploaded file, and a tuned endpoint answers with what was learnt.
 *
 * What stands in for what:
 * - one account, one project (EXM_PRACTICE_PROJECT, EXM_PRACTICE_NUMBER; or the
 *   one that is created after EXM_PRACTICE_OBSTACLE_NOTHING), no bucket at first;
 * - outputs that are a label set (not more than half as many different outputs
 *   as examples) are learnt by the classifier of the assist room, epoch by
 *   epoch; the last epoch of a run of three or more at the usual learning rate
 *   is closed with LIBLINEAR. Free-text outputs are answered with the output of
 *   the most similar example; there an epoch is a share of the examples;
 * - the loss and accuracy curves are measured on those very models, and each
 *   checkpoint's endpoint serves the model of its epoch;
 * - learningRateMultiplier scales the rate of learning, adapterSize the room
 *   for features, epochCount the passes; continued tuning learns the earlier
 *   examples and the new ones together;
 * - temperature 0 or none gives the likeliest output, else one is drawn from
 *   softmax (T m / temperature) with the request's seed;
 * - an untuned base model is no language model: it says so, and says nothing
 *   else about the prompt than its length.
 *
 * A job on a few hundred posts takes about 30 s at speed 1. State lies in a
 * folder (0700, files 0600), each file replaced in one step, so that the service
 * may be killed at any moment: a job that was running goes on at the next start.
 *
 * Requests are served when their Host is this server's loopback address, no
 * foreign Origin is named, and (but for sign-in, upload sessions and the admin
 * call below) they carry `Authorization: Bearer` with a token that begins with
 * "practice" or the one set by exm_practice_set_token().
 *
 * Besides Google's own paths there is one: `POST /_practice/faults` takes
 * `{"obstacles":["billing","api","buckets","quota","nothing","project",
 * "creation","roles","billing-closed","spread"], "faults":[{…}],
 * "speed":50, "require_token":false}`, each member optional; a member that is
 * given replaces what was set. A fault has the members of ExmPracticeFault with
 * `kind` one of status, delay, cut-before, cut-after, cut-at, partial,
 * checksum. GET on the same path tells what is set.
 *
 * The server runs on a thread of its own. All functions may be called from any
 * thread, but only one at a time.
 */
#define EXM_TYPE_PRACTICE (exm_practice_get_type ())

G_DECLARE_FINAL_TYPE (ExmPractice, exm_practice, EXM, PRACTICE, GObject)

/**
 * EXM_PRACTICE_PROJECT:
 *
 * Id of the only project.
 */
#define EXM_PRACTICE_PROJECT "practice-project"

/**
 * EXM_PRACTICE_NUMBER:
 *
 * Number of the only project.
 */
#define EXM_PRACTICE_NUMBER "123456789012"

/**
 * EXM_PRACTICE_TOKEN:
 *
 * An access token that is always good here.
 */
#define EXM_PRACTICE_TOKEN "practice-token"

/**
 * ExmPracticeObstacle:
 * @EXM_PRACTICE_OBSTACLE_BILLING: billing is off (403 BILLING_DISABLED) until
 *   it is linked
 * @EXM_PRACTICE_OBSTACLE_API: the Vertex AI API is off (403 SERVICE_DISABLED)
 *   until it is enabled
 * @EXM_PRACTICE_OBSTACLE_BUCKETS: buckets can neither be made nor listed (403)
 * @EXM_PRACTICE_OBSTACLE_QUOTA: no tuning job can be created (429)
 * @EXM_PRACTICE_OBSTACLE_NOTHING: there is no project until one is created; that
 *   one has neither billing nor the Vertex AI API, and is kept with the state
 * @EXM_PRACTICE_OBSTACLE_PROJECT: the project is gone (403, found by no search)
 * @EXM_PRACTICE_OBSTACLE_CREATION: the account may not create projects (403)
 * @EXM_PRACTICE_OBSTACLE_ROLES: the account lacks the role for Vertex AI (403
 *   IAM_PERMISSION_DENIED) and the one to enable APIs
 * @EXM_PRACTICE_OBSTACLE_BILLING_CLOSED: all billing accounts are closed: none
 *   pays, none can be linked
 * @EXM_PRACTICE_OBSTACLE_SPREAD: an API that is enabled takes its time: some
 *   seconds until it is on, some more until it answers
 *
 * What can stand in the way, as flags.
 */
typedef enum
{
  EXM_PRACTICE_OBSTACLE_BILLING = 1 << 0,
  EXM_PRACTICE_OBSTACLE_API = 1 << 1,
  EXM_PRACTICE_OBSTACLE_BUCKETS = 1 << 2,
  EXM_PRACTICE_OBSTACLE_QUOTA = 1 << 3,
  EXM_PRACTICE_OBSTACLE_NOTHING = 1 << 4,
  EXM_PRACTICE_OBSTACLE_PROJECT = 1 << 5,
  EXM_PRACTICE_OBSTACLE_CREATION = 1 << 6,
  EXM_PRACTICE_OBSTACLE_ROLES = 1 << 7,
  EXM_PRACTICE_OBSTACLE_BILLING_CLOSED = 1 << 8,
  EXM_PRACTICE_OBSTACLE_SPREAD = 1 << 9,
} ExmPracticeObstacle;

/**
 * ExmPracticeFaultKind:
 * @EXM_PRACTICE_FAULT_STATUS: answer `status` and do nothing
 * @EXM_PRACTICE_FAULT_DELAY: wait `delay_ms`, then go on as usual
 * @EXM_PRACTICE_FAULT_CUT_BEFORE: break the connection, nothing done
 * @EXM_PRACTICE_FAULT_CUT_AFTER: do it, then break the connection instead of
 *   answering
 * @EXM_PRACTICE_FAULT_CUT_AT: break the connection when `bytes` of the request
 *   body have come (uploads keep what they have, in whole 256 KiB)
 * @EXM_PRACTICE_FAULT_PARTIAL: keep only `bytes` of an upload's body and say so
 * @EXM_PRACTICE_FAULT_CHECKSUM: answer with a wrong crc32c and md5Hash
 */
typedef enum
{
  EXM_PRACTICE_FAULT_STATUS,
  EXM_PRACTICE_FAULT_DELAY,
  EXM_PRACTICE_FAULT_CUT_BEFORE,
  EXM_PRACTICE_FAULT_CUT_AFTER,
  EXM_PRACTICE_FAULT_CUT_AT,
  EXM_PRACTICE_FAULT_PARTIAL,
  EXM_PRACTICE_FAULT_CHECKSUM,
} ExmPracticeFaultKind;

/**
 * ExmPracticeFault:
 * @kind: what goes wrong
 * @method: (nullable): for this method only
 * @path: (nullable): for targets (path and query as sent) that contain this
 * @skip: so many matching requests go well first
 * @times: then so many fail; 0 is 1
 * @status: for STATUS
 * @retry_after: for STATUS: seconds to name in Retry-After; 0 names none
 * @delay_ms: for DELAY, in real milliseconds whatever the speed
 * @bytes: for CUT_AT and PARTIAL
 *
 * One thing that shall go wrong. Faults are looked at in the order in which
 * they were added; the first that matches and is not used up counts.
 */
typedef struct
{
  ExmPracticeFaultKind kind;
  const char          *method;
  const char          *path;
  guint                skip;
  guint                times;
  guint                status;
  guint                retry_after;
  guint                delay_ms;
  guint64              bytes;
} ExmPracticeFault;

/**
 * exm_practice_new:
 * @state_dir: folder of the state; made when it is not there
 * @error: G_FILE_ERROR or G_IO_ERROR when it cannot be used
 *
 * Reads what lies in @state_dir. Two services must not share a folder: the
 * second one gets G_IO_ERROR_BUSY. Blocks for the disk.
 *
 * Returns: (transfer full): the service, not started, or %NULL with @error set
 */
ExmPractice *exm_practice_new (const char *state_dir, GError **error);

/**
 * exm_practice_start:
 * @port: the port, 0 for any free one
 * @error: G_IO_ERROR when it cannot listen there
 *
 * Starts serving, and goes on with jobs that are not ended.
 *
 * Returns: whether it serves
 */
gboolean exm_practice_start (ExmPractice *self, guint16 port, GError **error);

/**
 * exm_practice_stop:
 *
 * Stops serving and waits for the thread. Jobs stay as they are and go on at the
 * next start. Does nothing when not started; disposing stops as well.
 */
void exm_practice_stop (ExmPractice *self);

/**
 * exm_practice_run:
 * @port: the port, 0 for any free one
 * @cancellable: (nullable): ends it
 * @started: (nullable): called once when it serves, in the calling thread
 * @user_data: for @started
 * @error: as exm_practice_start()
 *
 * Serves until @cancellable is cancelled, for a program that does nothing else.
 *
 * Returns: whether it served
 */
gboolean exm_practice_run (ExmPractice  *self,
                           guint16       port,
                           GCancellable *cancellable,
                           void (*started) (ExmPractice *self, gpointer user_data),
                           gpointer user_data,
                           GError **error);

/**
 * exm_practice_get_url:
 *
 * Returns: (transfer none) (nullable): "http://127.0.0.1:PORT", to be used as
 *   the origin of all Google services; %NULL when not started
 */
const char *exm_practice_get_url (ExmPractice *self);

/**
 * exm_practice_set_speed:
 * @speed: 1 is the usual pace, 50 fifty times as fast; clamped to 0.1 … 10000
 *
 * The pace of jobs and operations, also of running ones.
 */
void exm_practice_set_speed (ExmPractice *self, double speed);

/**
 * exm_practice_set_token:
 * @token: (nullable): another access token that is good
 */
void exm_practice_set_token (ExmPractice *self, const char *token);

/**
 * exm_practice_set_require_token:
 * @require: whether requests need a token; they do at first. Google's own
 *   storage client sends none to a custom address
 */
void exm_practice_set_require_token (ExmPractice *self, gboolean require);

/**
 * exm_practice_set_obstacles:
 * @obstacles: the flags that stand in the way from now on
 */
void exm_practice_set_obstacles (ExmPractice *self, ExmPracticeObstacle obstacles);

/**
 * exm_practice_add_fault:
 * @fault: copied
 */
void exm_practice_add_fault (ExmPractice *self, const ExmPracticeFault *fault);

/**
 * exm_practice_clear_faults:
 *
 * Drops all faults.
 */
void exm_practice_clear_faults (ExmPractice *self);

G_END_DECLS
