package io.github.vastwatch.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.InvalidInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "me@example.org | me@example.org",
                "me@EXAMPLE.org | me@example.org",
                "me@exämple.de | me@xn--exmple-cua.de",
                // By the table of 2003 this is fass.de, which belongs to another.
                "me@faß.de | me@xn--fa-hia.de",
                "a@пример.рф | a@xn--e1afmkfd.xn--p1ai",
                "用户@例子.公司 | 用户@xn--fsqu00a.xn--55qx5d",
                "jürgen@exämple.de | jürgen@xn--exmple-cua.de",
                "GPU-Wächter <a@example.org> | =?UTF-8?Q?GPU-W=C3=A4chter?= <a@example.org>",
                "=?ISO-8859-1?Q?W=E4?= <a@example.org> | =?UTF-8?B?V8Ok?= <a@example.org>",
                "🚀 <a@example.org> | =?UTF-8?B?8J+agA==?= <a@example.org>",
                "\"Last, First\" <a@example.org> | \"Last, First\" <a@example.org>",
                "me@example.org (Bob) | Bob <me@example.org>",
                "\"a b\"@example.org | <\"a b\"@example.org>",
                "me@localhost | me@localhost",
                "root@[192.0.2.1] | <root@[192.0.2.1]>",
                "a+b@x.example.org | a+b@x.example.org",
            })
    void theDomainIsPunycodeAndTheNameAnEncodedWord(String text, String header) {
        assertThat(MailAddress.parse(text)).hasToString(header);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me",
                "@example.org",
                "me@",
                "a@@example.org",
                "a@b@example.org",
                "a b@example.org",
                "a..b@example.org",
                "me@example..org",
                "me@-example.org",
                "me@exam_ple.org",
                "me@ex%61mple.org",
                "me@☃☃.",
                "<@relay.example.org:me@example.org>",
                "Me <me@example.org> and more",
                "Me <me@example.org>\r\nBcc: evil@example.org",
                "\"a\r\nRCPT TO:<evil@example.org>\"@example.org",
                "me@example.org\u0000",
            })
    void whatNoServerCouldTakeIsNoAddress(String text) {
        assertThatThrownBy(() -> MailAddress.parse(text))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        invalidInput -> assertThat(invalidInput.advice()).isEqualTo("write it as me@example.org"))
                .hasMessageStartingWith("not an email address: '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@example.org, b@example.org", "team: a@example.org, b@example.org;"})
    void severalInOneTextAreToldToBeAList(String text) {
        assertThatThrownBy(() -> MailAddress.parse(text))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        invalidInput -> assertThat(invalidInput.advice())
                                .isEqualTo("write each of several as an item of a list:"
                                        + " [me@example.org, you@example.org]"))
                .hasMessage("not an email address: '" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a_b", "", "mail.example.org:25", "a b"})
    void whatIsNotTheNameOfAMachineIsNotSaidInEhlo(String text) {
        assertThatThrownBy(() -> EmailSettings.parseHello(text))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        invalidInput -> assertThat(invalidInput.advice())
                                .isEqualTo("write its full name, as mail.example.org, or its address, as [192.0.2.1]"))
                .hasMessage("not the name of a machine: '" + text + "'");
    }
}
