namespace ChatLedger.Extensions.AI;

/// <summary>The demo's answer: a plain function of the message and the mood.</summary>
internal static class DemoReply
{
    public static string Compose(string message, string? mood)
    {
        var question = DemoQuestion.Read(message);
        var manner = DemoManner.For(mood);
        return string.Join(' ', new[] { Greeting(question), manner.Opening, Body(question), manner.Closing }.Where(part => part.Length > 0));
    }

    private static string Greeting(DemoQuestion question) => question.Greets ? "Hello!" : "";

    private static string Body(DemoQuestion question) =>
        DemoTopics.Answer(question.Words)
        ?? (question.OnlyGreets ? DemoTopics.Introduction
            : question.Subject.Length == 0 ? $"That was a message without words. {DemoTopics.Introduction}"
            : $"{Restate(question)} I am ChatLedger's built-in demo and look nothing up, so I cannot say more about it. "
              + "But unless logging is switched off, this turn goes on record: your message, this reply, the time it took.");

    private static string Restate(DemoQuestion question) =>
        $"{(question.Asks ? "You ask" : "You write")} “{question.Subject}”, {question.Length}.";
}
