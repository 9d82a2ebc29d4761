using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;

namespace KopsPS.Commands.Tests;

/// <summary>A host that keeps what it is told to show, and answers questions with what a test prepared.</summary>
public sealed class RecordingHost(bool interactive, int width, TimeProvider? progressBy = null) : PSHost
{
    private readonly RecordingUI _ui = new(interactive, width);

    /// <summary>Everything written to the host, as a person would read it.</summary>
    public string Text => _ui.Text;

    /// <summary>Progress as the host was told; a pipeline keeps only the last record of an activity.</summary>
    public IReadOnlyList<ProgressRecord> Progress => _ui.Progress;

    /// <summary>Answers to the next questions, as the index of the choice.</summary>
    public Queue<int> Answers => _ui.Answers;

    /// <summary>What is typed unseen, at the next questions for it.</summary>
    public Queue<string> Secrets => _ui.Secrets;

    /// <summary>The questions asked so far.</summary>
    public IReadOnlyList<string> Questions => _ui.Questions;

    /// <summary>Progress is shown at once, so that tests of what is told need not last; with a clock it is shown when that says so.</summary>
    public override PSObject PrivateData
    {
        get
        {
            var own = new PSObject();
            own.Properties.Add(progressBy is null
                ? new PSNoteProperty("KopsPSProgressDelay", TimeSpan.Zero)
                : new PSNoteProperty("KopsPSClock", progressBy));
            return own;
        }
    }

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.InvariantCulture;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "KopsPS test host";

    public override PSHostUserInterface UI => _ui;

    public override Version Version { get; } = new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }

    public void Forget() => _ui.Forget();

    private sealed class RecordingUI(bool interactive, int width) : PSHostUserInterface
    {
        private readonly StringBuilder _text = new();
        private readonly List<string> _questions = [];
        private readonly List<ProgressRecord> _progress = [];

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public Queue<int> Answers { get; } = new();

        public IReadOnlyList<ProgressRecord> Progress
        {
            get
            {
                lock (_text)
                {
                    return [.. _progress];
                }
            }
        }

        public IReadOnlyList<string> Questions => _questions;

        public override PSHostRawUserInterface RawUI { get; } = new FixedSize(width);

        public void Forget()
        {
            lock (_text)
            {
                _text.Clear();
            }
        }

        public override void Write(string value)
        {
            lock (_text)
            {
                _text.Append(value);
            }
        }

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

        public override void WriteLine(string value) => Write(value + "\n");

        public override void WriteErrorLine(string value) => WriteLine(value);

        public override void WriteDebugLine(string message) => WriteLine("DEBUG: " + message);

        public override void WriteVerboseLine(string message) => WriteLine("VERBOSE: " + message);

        public override void WriteWarningLine(string message) => WriteLine("WARNING: " + message);

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            lock (_text)
            {
                _progress.Add(record);
            }
        }

        public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
        {
            _questions.Add($"{caption} {message}");
            return interactive && Answers.TryDequeue(out var answer)
                ? answer
                : throw new PSInvalidOperationException("The test host was asked a question that the test did not expect: " + message);
        }

        public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
            throw new PSInvalidOperationException("The test host was asked for a value: " + string.Join(", ", descriptions.Select(field => field.Name)));

        public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
            throw new NotSupportedException();

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
            throw new NotSupportedException();

        public override string ReadLine() => throw new PSInvalidOperationException("The test host was asked for a line.");

        public Queue<string> Secrets { get; } = new();

        public override SecureString ReadLineAsSecureString()
        {
            if (!interactive || !Secrets.TryDequeue(out var text))
            {
                throw new PSInvalidOperationException("The test host was asked for a secret.");
            }

            return new System.Net.NetworkCredential("", text).SecurePassword;
        }
    }

    private sealed class FixedSize(int width) : PSHostRawUserInterface
    {
        public override ConsoleColor BackgroundColor { get; set; }

        public override Size BufferSize { get; set; } = new(width, 3000);

        public override Coordinates CursorPosition { get; set; }

        public override int CursorSize { get; set; }

        public override ConsoleColor ForegroundColor { get; set; }

        public override bool KeyAvailable => false;

        public override Size MaxPhysicalWindowSize => BufferSize;

        public override Size MaxWindowSize => BufferSize;

        public override Coordinates WindowPosition { get; set; }

        public override Size WindowSize { get; set; } = new(width, 50);

        public override string WindowTitle { get; set; } = "";

        public override void FlushInputBuffer()
        {
        }

        public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw new NotSupportedException();

        public override KeyInfo ReadKey(ReadKeyOptions options) => throw new NotSupportedException();

        public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
            throw new NotSupportedException();

        public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw new NotSupportedException();

        public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw new NotSupportedException();
    }
}
